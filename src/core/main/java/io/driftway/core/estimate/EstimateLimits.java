package io.driftway.core.estimate;

/**
 * Beyond these nothing is estimated.
 *
 * @param calibrationError most of {@link io.driftway.core.model.Calibration#errorAfter}
 * @param heldOutRows fewest rows that the calibration was fitted on
 * @param heldOutClassRows fewest of each class among them
 * @param outsideShare most of {@link Support#outside}
 * @param rows fewest rows in the batch
 * @param classRows fewest rows that are expected of each class in the batch
 */
public record EstimateLimits(
        double calibrationError,
        long heldOutRows,
        long heldOutClassRows,
        double outsideShare,
        int rows,
        double classRows) {

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
