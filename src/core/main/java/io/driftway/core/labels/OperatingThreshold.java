package io.driftway.core.labels;

/** Gives the probability from which a model's row is a predicted positive. */
@FunctionalInterface
public interface OperatingThreshold {

    /** Of the model of this id, in (0, 1). */
    double of(String model);
}
