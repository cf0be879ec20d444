package io.driftway.core.drift;

import io.driftway.core.batch.ColumnType;

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
     */
    record Tested(
            String column,
            ColumnType type,
            DriftMethod method,
            double threshold,
            long missingReference,
            long missingCurrent) {}

    /**
     * A value, and with it an answer.
     *
     * @param value p-value or distance, as the direction of the method says; finite
     */
    record Measured(Tested tested, double value) implements DriftScore {

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
