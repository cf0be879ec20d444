package io.driftway.invariant;

/** What holds whatever happens; {@code docs/reliability.md} says each in a sentence. */
public enum Invariant {
    I1_NO_LOSS,
    I2_NO_DUPLICATES,
    I3_HONEST_VERDICT,
    I4_ONE_RETRAINING,
    I5_NO_PHANTOM,
    I6_SOUND_POINTER,
    I7_ONE_TRIPLE,
    I8_POISON_STOPS,
    I9_METRICS_FOLLOW,
    I10_LIVENESS,
    I11_NO_SECRET,
    I12_CONTAINMENT,
    I13_WINDOWS,
    I14_BUDGET;

    Violation violatedBy(String what) {
        return new Violation(this, what);
    }
}
