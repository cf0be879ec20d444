package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Mean and spread of a numeric column. Everything is in units of a power of two about the greatest magnitude, which changes no digit and
 * keeps squares from overflow and underflow.
 *
 * @param mean in units
 * @param squares sum of the squared distances from the mean, in squared units
 * @param unit a power of two
 * @param rows that have a value
 */
record Moments(double mean, double squares, double unit, long rows) {

    /** In the unit of one column or two that are compared. */
    static Moments of(NumericProfile side, double unit) {
        long rows = side.present();
        double[] values = side.values();
        long[] counts = side.counts();
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            mean += values[i] / unit * (counts[i] / (double) rows);
        }
        double squares = 0;
        double rest = 0;
        for (int i = 0; i < values.length; i++) {
            double distance = values[i] / unit - mean;
            squares += distance * distance * counts[i];
            rest += distance * counts[i];
        }
        return new Moments(
                mean + rest / rows, values.length == 1 ? 0 : Math.max(0, squares - rest * rest / rows), unit, rows);
    }

    static double unit(NumericProfile side) {
        double greatest = Math.max(Math.abs(side.values()[0]), Math.abs(side.values()[side.distinct() - 1]));
        return greatest == 0 ? 1 : Math.scalb(1.0, Math.clamp(Math.getExponent(greatest), -1000, 1000));
    }

    /** The population standard deviation, in the unit of the values. */
    double deviation() {
        return Math.sqrt(squares / rows) * unit;
    }
}
