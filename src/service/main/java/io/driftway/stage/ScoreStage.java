package io.driftway.stage;

import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Scored;

/** A probability for each row. */
public final class ScoreStage {

    private final Pipeline pipeline;

    public ScoreStage(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    public Scored score(IncomingBatch arrival) {
        return pipeline.score(arrival);
    }
}
