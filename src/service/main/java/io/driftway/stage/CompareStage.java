package io.driftway.stage;

import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Scored;

/** How far a scored batch is from the baseline of the model that scored it, and how well that model is expected to do on it. */
public final class CompareStage {

    private final Pipeline pipeline;

    public CompareStage(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    public Compared compare(Scored scored) {
        return pipeline.compare(scored);
    }
}
