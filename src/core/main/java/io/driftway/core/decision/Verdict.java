package io.driftway.core.decision;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What a batch means for the model in service. */
public sealed interface Verdict {

    /** Why nothing can be said: the batch has too few rows. */
    String TOO_FEW_ROWS = "too_few_rows";

    /** Why nothing can be said: no column could be tested. */
    String NOTHING_TESTED = "nothing_tested";

    /** Why nothing can be said: columns that could not be tested could have changed the verdict. */
    String UNDEFINED_COLUMNS = "undefined_columns";

    /** Every {@link #outcome}. */
    List<String> OUTCOMES = List.of("stable", "warning", "breach", "broken", "inconclusive");

    /** Returns what the verdict stands on. */
    Evidence evidence();

    /** Returns the word for records, JSON, labels of metrics and logs. */
    default String outcome() {
        return switch (this) {
            case Stable stable -> "stable";
            case Warning warning -> "warning";
            case Breach breach -> "breach";
            case Broken broken -> "broken";
            case Inconclusive inconclusive -> "inconclusive";
        };
    }

    /** Tells whether it asks for a retraining. */
    default boolean asks() {
        return this instanceof Breach;
    }

    /** Returns why the batch is not stable; empty where it is, where nothing can be said, and where the rule does not tell. */
    default Optional<Cause> why() {
        return switch (this) {
            case Warning warning -> Optional.ofNullable(warning.cause());
            case Breach breach -> Optional.ofNullable(breach.cause());
            case Broken broken -> Optional.of(Cause.FEED);
            case Stable stable -> Optional.empty();
            case Inconclusive inconclusive -> Optional.empty();
        };
    }

    /** Returns the columns that decided, the most important first: those that moved, or those that are at fault. */
    default List<String> columns() {
        return this instanceof Broken broken
                ? broken.faults().stream()
                        .map(Fault::columns)
                        .flatMap(List::stream)
                        .distinct()
                        .toList()
                : evidence().columns();
    }

    /** Returns the probability that chance moves the rows of the window as far; empty of a broken feed, and where the rule has none. */
    default OptionalDouble chance() {
        return evidence() instanceof Evidence.Windowed windowed && !(this instanceof Broken)
                ? OptionalDouble.of(windowed.least())
                : OptionalDouble.empty();
    }

    /** Nothing that chance does not explain. */
    record Stable(Evidence evidence) implements Verdict {}

    /**
     * More than chance, and no harm seen, or not confirmed yet.
     *
     * @param cause null where the rule does not tell
     */
    record Warning(Evidence evidence, @Nullable Cause cause) implements Verdict {}

    /**
     * More than chance, confirmed, and harmful: the model should be retrained.
     *
     * @param cause null where the rule does not tell
     */
    record Breach(Evidence evidence, @Nullable Cause cause) implements Verdict {}

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
     * @param reason from a closed list: {@link #TOO_FEW_ROWS}, {@link #NOTHING_TESTED}, {@link #UNDEFINED_COLUMNS}
     */
    record Inconclusive(Evidence evidence, String reason) implements Verdict {}
}
