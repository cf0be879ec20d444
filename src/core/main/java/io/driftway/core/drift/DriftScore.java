package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.NumericProfile;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Holds what one statistic says of one column: a value, or why there is none. */
public sealed interface DriftScore {

    /** Returns what was compared, and how. */
    Tested tested();

    /** Tells whether the value is drift by its method and threshold; false where there is no value. */
    boolean drifted();

    /**
     * Says what was compared, and how.
     *
     * @param column its name
     * @param type how its values are compared
     * @param method the statistic
     * @param threshold in the unit of the statistic, above 0
     * @param missingReference cells without a value in the reference
     * @param missingCurrent cells without a value in the current
     * @param bits of each number's significand that were compared, {@link NumericProfile#EXACT} for all
     * @param inOneCut largest share of the rows of a side whose numbers were cut to one that others were cut to as well, 0 to 1: it bounds the error of a rank
     */
    record Tested(
            String column,
            ColumnType type,
            DriftMethod method,
            double threshold,
            long missingReference,
            long missingCurrent,
            int bits,
            double inOneCut) {

        /** With a larger share in one cut value, ranks say nothing any more. */
        static final double MOST_IN_ONE_CUT = 0.01;

        /** Makes one in which numbers were compared exactly. */
        public Tested(
                String column,
                ColumnType type,
                DriftMethod method,
                double threshold,
                long missingReference,
                long missingCurrent) {
            this(column, type, method, threshold, missingReference, missingCurrent, NumericProfile.EXACT, 0);
        }

        /** Returns a sentence, for a person, on how numbers were cut to bound the memory; null where they were not. */
        public @Nullable String approximation() {
            return bits == NumericProfile.EXACT
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "values are cut to %d bits, each less than %.1e of itself too near to 0; no rank is wrong by more than %.1e of the rows",
                            bits,
                            Math.scalb(1.0, 1 - bits),
                            inOneCut);
        }
    }

    /**
     * A value, which is drift or not.
     *
     * @param value p-value or distance, as the direction of the method says; finite
     * @param simulation how the value was drawn, and its standard error, where it comes from random permutations; else null
     */
    record Measured(Tested tested, double value, @Nullable Simulation simulation) implements DriftScore {

        /** Makes one whose value was computed and not drawn. */
        public Measured(Tested tested, double value) {
            this(tested, value, null);
        }

        @Override
        public boolean drifted() {
            return tested.method().drifted(value, tested.threshold());
        }

        /** Returns how far the value has gone towards its threshold: at least 1 exactly when drifted. See {@link DriftMethod#severity}. */
        public double severity() {
            return tested.method().severity(value, tested.threshold());
        }
    }

    /**
     * No value, which is not "no drift".
     *
     * @param reason why, for a person
     */
    record Undefined(Tested tested, String reason) implements DriftScore {

        @Override
        public boolean drifted() {
            return false;
        }
    }
}
