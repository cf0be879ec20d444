package io.driftway.core.pipeline;

import io.driftway.core.decision.Verdict;

/** Writes a batch's predictions and its report as bytes, and reads figures back from a report. */
public interface FlowFormat {

    /** Writes the predictions, one line per row. */
    byte[] predictions(Scored scored);

    /** Writes the drift report, for a warning or a breach with the features that moved the predictions. */
    byte[] report(Compared compared, Verdict verdict);

    /**
     * Reads the figures of a batch from its report.
     *
     * @throws IllegalArgumentException if the bytes are no report
     */
    BatchFigures figures(byte[] report);
}
