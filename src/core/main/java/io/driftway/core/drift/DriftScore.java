package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.NumericProfile;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one statistic says of one column. */
public sealed interface DriftScore {

    Tested tested();

    boolean drifted();

    /**
     * What was compared, how.
     *
     * @param column its name
     * @param type how its values are compared
     * @param method the statistic
     * @param threshold in the unit of the statistic
     * @param missingReference cells without a value in the reference
     * @param missingCurrent cells without a value in the current
     * @param bits of each number's significand that were compared, {@link NumericProfile#EXACT} for all
     */
    record Tested(
            String column,
            ColumnType type,
            DriftMethod method,
            double threshold,
            long missingReference,
            long missingCurrent,
            int bits) {

        public Tested(
                String column,
                ColumnType type,
                DriftMethod method,
                double threshold,
                long missingReference,
                long missingCurrent) {
            this(column, type, method, threshold, missingReference, missingCurrent, NumericProfile.EXACT);
        }

        /** What was left out of the values to bound the memory, for a person; null when nothing was. */
        public @Nullable String approximation() {
            return bits == NumericProfile.EXACT
                    ? null
                    : String.format(
                            Locale.ROOT,
                            "values are cut to %d bits, each less than %.1e of itself too near to 0",
                            bits,
                            Math.scalb(1.0, 1 - bits));
        }
    }

    /**
     * A value, and with it an answer.
     *
     * @param value p-value or distance, as the direction of the method says; finite
     * @param simulation how a value of random permutations was drawn, and how far it may be off; null for all others
     */
    record Measured(Tested tested, double value, @Nullable Simulation simulation) implements DriftScore {

        public Measured(Tested tested, double value) {
            this(tested, value, null);
        }

        @Override
        public boolean drifted() {
            return tested.method().drifted(value, tested.threshold());
        }

        /** See {@link DriftMethod#severity}: at least 1 exactly when drifted. */
        public double severity() {
            return tested.method().severity(value, tested.threshold());
        }
    }

    /**
     * No value; not a claim that there is no drift.
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
