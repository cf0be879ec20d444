package io.driftway.core.pipeline;

/** What of a batch on its way is written for others to read. */
public interface FlowFormat {

    /** The predictions, a row each. */
    byte[] predictions(Scored scored);

    /** The drift report. */
    byte[] report(Compared compared);

    /**
     * The figures of a batch, from its report.
     *
     * @throws IllegalArgumentException if it is no report
     */
    BatchFigures figures(byte[] report);
}
