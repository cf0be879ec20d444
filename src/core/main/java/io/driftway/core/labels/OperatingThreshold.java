package io.driftway.core.labels;

/** At which probability of a model a row is a predicted positive. */
@FunctionalInterface
public interface OperatingThreshold {

    /** Of the model of this id, in (0, 1). */
    double of(String model);
}
