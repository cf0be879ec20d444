package io.driftway.cli;

import java.time.Duration;

/**
 * When what arrives: stable batches, then drifted ones until the new champion is in service, then drifted ones for it.
 *
 * @param batches in all
 * @param interval between two of them
 */
record DemoPlan(int batches, Duration interval) {

    static final int LEAST_BATCHES = 8;

    /** How long a promotion may take before the demo gives up. */
    static final Duration PATIENCE = Duration.ofSeconds(100);

    /** Batches of the population that the first champion knows. */
    int stable() {
        return batches / 3;
    }

    /** After this batch the feed waits for the new champion. */
    int pause() {
        return stable() + 2;
    }
}
