package io.driftway.stage;

import io.driftway.core.pipeline.Arrival;
import io.driftway.core.pipeline.Scored;

/** A probability for each row. */
public final class ScoreStage {

    public Scored score(Arrival arrival) {
        return Scored.of(arrival);
    }
}
