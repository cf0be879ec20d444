package io.driftway.core.decision;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Says what a batch means for the model in service. Only a {@link Breach} requests a retraining. {@link Inconclusive} is not
 * {@link Stable}: it says that nothing is known. Each verdict carries the {@link Evidence} that led to it.
 */
public sealed interface Verdict {

    /** Reason of {@link Inconclusive}: the batch has too few rows. */
    String TOO_FEW_ROWS = "too_few_rows";

    /** Reason of {@link Inconclusive}: no column could be tested. */
    String NOTHING_TESTED = "nothing_tested";

    /** Reason of {@link Inconclusive}: columns that could not be tested could have changed the verdict. */
    String UNDEFINED_COLUMNS = "undefined_columns";

    /** Every {@link #outcome} that a verdict can have. */
    List<String> OUTCOMES = List.of("stable", "warning", "breach", "broken", "inconclusive");

    /** Returns the numbers that led to the verdict. */
    Evidence evidence();

    /** Returns the verdict's word in records, JSON, labels of metrics and logs: one of {@link #OUTCOMES}. */
    default String outcome() {
        return switch (this) {
            case Stable stable -> "stable";
            case Warning warning -> "warning";
            case Breach breach -> "breach";
            case Broken broken -> "broken";
            case Inconclusive inconclusive -> "inconclusive";
        };
    }

    /** Tells whether the verdict requests a retraining. */
    default boolean asks() {
        return this instanceof Breach;
    }

    /** Returns why the batch is not stable; empty for a stable or inconclusive one, and where the rule names no cause. */
    default Optional<Cause> why() {
        return switch (this) {
            case Warning warning -> Optional.ofNullable(warning.cause());
            case Breach breach -> Optional.ofNullable(breach.cause());
            case Broken broken -> Optional.of(Cause.FEED);
            case Stable stable -> Optional.empty();
            case Inconclusive inconclusive -> Optional.empty();
        };
    }

    /** Returns the columns that decided, the most important first: those at fault of a broken feed, else those that moved. */
    default List<String> columns() {
        return this instanceof Broken broken
                ? broken.faults().stream()
                        .map(Fault::columns)
                        .flatMap(List::stream)
                        .distinct()
                        .toList()
                : evidence().columns();
    }

    /** Returns the probability, in [0, 1], that chance moves the rows of the window as far; empty for a broken feed, and where the rule computes none. */
    default OptionalDouble chance() {
        return evidence() instanceof Evidence.Windowed windowed && !(this instanceof Broken)
                ? OptionalDouble.of(windowed.least())
                : OptionalDouble.empty();
    }

    /** Nothing moved beyond what the rule allows. */
    record Stable(Evidence evidence) implements Verdict {}

    /**
     * Something moved beyond what the rule allows for a stable batch, but no harm to the model is seen, or it is not confirmed yet.
     *
     * @param cause null where the rule does not name one
     */
    record Warning(Evidence evidence, @Nullable Cause cause) implements Verdict {}

    /**
     * Something moved, and the model should be retrained. By the {@link EvidenceRule}, later batches have
     * confirmed the move and it harms the model, or labels show that the model has become worse.
     *
     * @param cause null where the rule does not name one
     */
    record Breach(Evidence evidence, @Nullable Cause cause) implements Verdict {}

    /**
     * The feed is at fault, not the world. Nothing should be trained on these rows, and a person should look.
     *
     * @param faults at least one, the one that explains most first
     */
    record Broken(Evidence evidence, List<Fault> faults) implements Verdict {
        public Broken {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Nothing can be said of the batch, which is not "no drift".
     *
     * @param reason one of {@link #TOO_FEW_ROWS}, {@link #NOTHING_TESTED} and {@link #UNDEFINED_COLUMNS}
     */
    record Inconclusive(Evidence evidence, String reason) implements Verdict {}
}
