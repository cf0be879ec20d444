package io.driftway.core.estimate;

/**
 * Limits when performance is estimated. Beyond one of them the estimate is refused.
 *
 * @param calibrationError most of {@link io.driftway.core.model.Calibration#errorAfter}, at least 0
 * @param heldOutRows fewest rows that the calibration was fitted on, at least 1
 * @param heldOutClassRows fewest of each class among them, at least 1
 * @param outsideShare most of {@link Support#outside}, in [0, 1]
 * @param rows fewest rows in the batch, at least 1
 * @param classRows fewest rows that are expected of each class in the batch, at least 1
 */
public record EstimateLimits(
        double calibrationError,
        long heldOutRows,
        long heldOutClassRows,
        double outsideShare,
        int rows,
        double classRows) {

    /** Calibration error 0.05 on 300 held-out rows with 30 of each class; a tenth of the rows outside; 100 rows, 10 expected of each class. */
    public static final EstimateLimits DEFAULT = new EstimateLimits(0.05, 300, 30, 0.1, 100, 10);

    public EstimateLimits {
        if (!(calibrationError >= 0 && outsideShare >= 0 && outsideShare <= 1 && classRows >= 1)
                || heldOutRows < 1
                || heldOutClassRows < 1
                || rows < 1) {
            throw new IllegalArgumentException("limits must be shares in [0, 1] and rows of at least 1, got "
                    + calibrationError + ", " + heldOutRows + ", " + heldOutClassRows + ", " + outsideShare + ", "
                    + rows + " and " + classRows);
        }
    }
}
