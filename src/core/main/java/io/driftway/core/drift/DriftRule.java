package io.driftway.core.drift;

/** How a value is held against its threshold. Evidently's tests differ in whether the threshold itself is drift. */
enum DriftRule {
    BELOW {
        @Override
        boolean drifted(double value, double threshold) {
            return value < threshold;
        }
    },
    AT_MOST {
        @Override
        boolean drifted(double value, double threshold) {
            return value <= threshold;
        }
    },
    ABOVE {
        @Override
        boolean drifted(double value, double threshold) {
            return value > threshold;
        }
    },
    AT_LEAST {
        @Override
        boolean drifted(double value, double threshold) {
            return value >= threshold;
        }
    };

    abstract boolean drifted(double value, double threshold);
}
