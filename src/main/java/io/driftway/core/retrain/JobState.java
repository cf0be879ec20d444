package io.driftway.core.retrain;

import java.time.Duration;

/** How it stands with what runs the trainer of an episode, seen from outside. What the trainer itself wrote goes before it. */
public sealed interface JobState {

    /** Under way, or ended well. */
    record Running() implements JobState {}

    /**
     * There, and without a pod for longer than it should take. It may still get one.
     *
     * @param since how long ago it was created
     * @param remedy what a person can do
     */
    record Unscheduled(Duration since, String remedy) implements JobState {}

    /**
     * It will come to nothing.
     *
     * @param reason for a person
     */
    record Failed(String reason) implements JobState {}

    default boolean failed() {
        return this instanceof Failed;
    }

    default boolean unscheduled() {
        return this instanceof Unscheduled;
    }
}
