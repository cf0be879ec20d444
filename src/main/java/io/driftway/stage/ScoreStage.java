package io.driftway.stage;

import io.driftway.core.flow.Arrival;
import io.driftway.core.flow.Scored;

/** A probability for each row. */
public final class ScoreStage {

    public Scored score(Arrival arrival) {
        return Scored.of(arrival);
    }
}
