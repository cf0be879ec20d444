package io.driftway.core.drift;

import org.jspecify.annotations.Nullable;

/** What a statistic says of two columns: a value, or why there is none. */
sealed interface Reading {

    /**
     * A number.
     *
     * @param simulation how it was drawn; null when it was computed
     */
    record Value(double value, @Nullable Simulation simulation) implements Reading {}

    record None(String reason) implements Reading {}

    static Reading of(double value) {
        return new Value(value, null);
    }
}
