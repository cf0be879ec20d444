package io.driftway.core.drift;

/** What a statistic says of two columns: a value, or why there is none. */
sealed interface Reading {

    record Value(double value) implements Reading {}

    record None(String reason) implements Reading {}

    static Reading of(double value) {
        return new Value(value);
    }
}
