package io.driftway.core.model;

/**
 * Maps floats to integers in the same order, so that comparing is subtracting: {@code key(a) <= key(b)} exactly when {@code a <= b} for all
 * numbers, 0.0 and -0.0 being one, and NaN comes after everything.
 */
public final class OrderedFloat {

    /** Added to a key, with int's overflow, it puts NaN before all numbers and keeps these in their order: one above NaN's key is the smallest int. */
    static final int MISSING_FIRST = Integer.MIN_VALUE - Float.floatToIntBits(Float.NaN);

    private OrderedFloat() {}

    /** Returns the key of a float. That of NaN is greater than all others. */
    public static int key(float value) {
        int bits = Float.floatToIntBits(value + 0f);
        return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    }

    /** Returns the float of a key. */
    public static float of(int key) {
        return Float.intBitsToFloat(key ^ ((key >> 31) & Integer.MAX_VALUE));
    }
}
