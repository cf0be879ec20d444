package io.driftway.core.model;

/**
 * Summarises how much a feature adds to the margins of rows, in log-odds, by their {@link ShapleyValues}.
 *
 * @param feature its name
 * @param rows how many; where there is none, the figures below are 0
 * @param mean of the values
 * @param magnitude mean of the absolute values, at least 0: how much the feature matters, whichever way
 * @param variance of the values, with n - 1; 0 where there is one row
 */
public record Attribution(String feature, long rows, double mean, double magnitude, double variance) {

    static Attribution of(String feature, long rows, double sum, double magnitudes, double squares) {
        if (rows == 0) {
            return new Attribution(feature, 0, 0, 0, 0);
        }
        double mean = sum / rows;
        double variance = rows == 1 ? 0 : Math.max(0, squares - rows * mean * mean) / (rows - 1);
        return new Attribution(feature, rows, mean, magnitudes / rows, variance);
    }
}
