package io.driftway.core.pipeline;

import io.driftway.core.decision.Verdict;

/** What of a batch on its way is written for others to read. */
public interface FlowFormat {

    /** The predictions, a row each. */
    byte[] predictions(Scored scored);

    /** The drift report, with what moved the predictions where the verdict calls for that. */
    byte[] report(Compared compared, Verdict verdict);

    /**
     * The figures of a batch, from its report.
     *
     * @throws IllegalArgumentException if it is no report
     */
    BatchFigures figures(byte[] report);
}
