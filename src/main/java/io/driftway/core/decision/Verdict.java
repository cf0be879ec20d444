package io.driftway.core.decision;

import java.util.List;
import java.util.Optional;

/** What a batch means for the model in service. */
public sealed interface Verdict {

    /** Returns what the verdict stands on. */
    Evidence evidence();

    /** Returns the word for records, JSON, labels of metrics and logs. */
    default String outcome() {
        return switch (this) {
            case Stable _ -> "stable";
            case Warning _ -> "warning";
            case Breach _ -> "breach";
            case Broken _ -> "broken";
            case Inconclusive _ -> "inconclusive";
        };
    }

    /** Returns why the batch is not stable; empty where it is, or where nothing can be said. */
    default Optional<Cause> why() {
        return switch (this) {
            case Warning(var _, Cause cause) -> Optional.of(cause);
            case Breach(var _, Cause cause) -> Optional.of(cause);
            case Broken _ -> Optional.of(Cause.FEED);
            case Stable _, Inconclusive _ -> Optional.empty();
        };
    }

    /** Nothing that chance does not explain. */
    record Stable(Evidence evidence) implements Verdict {}

    /** More than chance, and no harm seen, or not confirmed yet. */
    record Warning(Evidence evidence, Cause cause) implements Verdict {}

    /** More than chance, confirmed, and harmful: the model should be retrained. */
    record Breach(Evidence evidence, Cause cause) implements Verdict {}

    /**
     * The feed is at fault, not the world: nothing should be trained on these rows, and a person should look.
     *
     * @param faults at least one, the one that explains most first
     */
    record Broken(Evidence evidence, List<Fault> faults) implements Verdict {
        public Broken {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Nothing can be said, which is not "no drift".
     *
     * @param reason from a closed list: {@code too_few_rows}
     */
    record Inconclusive(Evidence evidence, String reason) implements Verdict {}
}
