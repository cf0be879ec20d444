package io.driftway.stage;

import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Scored;

/** How far a scored batch is from the baseline of the model that scored it, and how well that model is expected to do on it. */
public final class CompareStage {

    public Compared compare(Scored scored) {
        return Compared.of(scored);
    }
}
