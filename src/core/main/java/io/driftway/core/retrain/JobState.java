package io.driftway.core.retrain;

import io.driftway.core.batch.Kinded;
import java.time.Duration;

/** The state of whatever runs the trainer of an episode, seen from outside. The trainer's own record takes precedence. */
public sealed interface JobState extends Kinded {

    /** Under way, or about to be. */
    record Running() implements JobState {}

    /**
     * There, and without a pod that runs for longer than it should take. It may still get one.
     *
     * @param since how long it has waited
     * @param obstacle why, as far as it can be seen
     */
    record Unscheduled(Duration since, Obstacle obstacle) implements JobState {}

    /**
     * It could not be created, or not be looked at. It is tried again.
     *
     * @param obstacle why
     */
    record Refused(Obstacle obstacle) implements JobState {}

    /**
     * It will come to nothing.
     *
     * @param reason for a person
     */
    record Failed(String reason) implements JobState {}

    @Override
    default String kind() {
        return switch (this) {
            case Running running -> "running";
            case Unscheduled unscheduled -> "unscheduled";
            case Refused refused -> "refused";
            case Failed failed -> "failed";
        };
    }
}
