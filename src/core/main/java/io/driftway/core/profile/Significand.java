package io.driftway.core.profile;

/** Fewer bits of a double: what is cut off is cut off of every value alike, so that cutting twice is cutting to the fewer. */
final class Significand {

    private Significand() {}

    /**
     * Keeps the first bits of each value in place, and adds up the counts of those that have become equal.
     *
     * @param values ascending; the first {@code size} of them
     * @param counts by value
     * @param originals by value, as {@link NumericProfile#originals} says; empty where they are not known
     * @param bits to keep, 1 to 53
     * @return how many distinct values are left
     */
    static int cut(double[] values, long[] counts, double[] originals, int size, int bits) {
        long mask = -1L << (NumericProfile.EXACT - bits);
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            double cut = Double.longBitsToDouble(Double.doubleToRawLongBits(values[i]) & mask) + 0.0;
            if (distinct > 0 && values[distinct - 1] == cut) {
                counts[distinct - 1] += counts[i];
                if (originals.length > 0) {
                    originals[distinct - 1] = both(originals[distinct - 1], originals[i]);
                }
            } else {
                values[distinct] = cut;
                counts[distinct] = counts[i];
                if (originals.length > 0) {
                    originals[distinct] = originals[i];
                }
                distinct++;
            }
        }
        return distinct;
    }

    /** The one original value of two groups of rows together; NaN where they have several. */
    static double both(double one, double other) {
        return one == other ? one : Double.NaN;
    }
}
