package io.driftway.core.ledger;

import io.driftway.core.model.Quality;
import io.driftway.core.retrain.GateCheck;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of champion. The same record is the content of {@code champion.json}, where the newest one stands, and of
 * {@code promotions/<sequence>.json}, where each stays for good: whoever misses the entry of a promotion can write it, and everybody writes
 * the same bytes. A {@code champion.json} of before there was a ledger lacks the later names; they are then filled in as not known.
 *
 * @param model the new champion's id
 * @param reference sha256 of the reference profile that belongs to it
 * @param schema sha256 of its schema
 * @param sequence counts promotions, from 1
 * @param episode the retraining that promoted it, or null for one put there by hand
 * @param kind what made it champion
 * @param at when, never before the promotion before it
 * @param who {@code retrain}, {@code publish}, or the user and host of the command
 * @param why a sentence
 * @param metrics of the new champion on held-out rows; null where they are not known
 * @param from the champion before it; null for the first
 * @param checks what the gate found; empty where it was not asked. They stand in the promotion too, so that they are not lost when the
 *     trainer dies before it has updated the episode
 */
public record Promotion(
        String model,
        String reference,
        String schema,
        long sequence,
        @Nullable String episode,
        Kind kind,
        Instant at,
        String who,
        String why,
        @Nullable Quality metrics,
        @Nullable Former from,
        List<GateCheck> checks) {

    /** The time of a promotion of which nobody wrote down when it was. */
    private static final Instant UNDATED = Instant.EPOCH;

    private static final String NOT_KNOWN = "not known";

    /** What makes a model champion. */
    public enum Kind {
        /** The first one, by the command {@code publish}. */
        PUBLISH,
        /** A retraining whose challenger passed the gate. */
        RETRAIN,
        /** A person, back to a former champion. */
        ROLLBACK,
        /** A person, to any model in the store. */
        PROMOTE,
        /** It happened before there was a ledger. */
        UNKNOWN
    }

    /**
     * A model that is champion no more.
     *
     * @param model its id
     * @param reference sha256 of its reference profile
     * @param metrics on held-out rows: those of the challenger where both were measured, else those of its own training
     */
    public record Former(
            String model, String reference, @Nullable Quality metrics) {}

    public Promotion {
        kind = kind == null ? Kind.UNKNOWN : kind;
        at = at == null ? UNDATED : at;
        who = who == null ? NOT_KNOWN : who;
        why = why == null ? NOT_KNOWN : why;
        checks = checks == null ? List.of() : List.copyOf(checks);
    }

    /** What the pointer says, with how it came about. */
    public static Promotion of(
            ChampionPointer pointer,
            Kind kind,
            Instant at,
            String who,
            String why,
            @Nullable Quality metrics,
            @Nullable Former from) {
        return new Promotion(
                pointer.model(),
                pointer.reference(),
                pointer.schema(),
                pointer.sequence(),
                pointer.episode(),
                kind,
                at,
                who,
                why,
                metrics,
                from,
                List.of());
    }

    /** This one with what the gate found. */
    public Promotion withChecks(List<GateCheck> found) {
        return new Promotion(model, reference, schema, sequence, episode, kind, at, who, why, metrics, from, found);
    }

    /** Returns what this promotion made champion. */
    public ChampionPointer pointer() {
        return new ChampionPointer(model, reference, schema, sequence, episode);
    }

    /** This one as of the time at which it was written, where it does not say when it was. */
    Promotion datedBy(Instant written) {
        return at.equals(UNDATED) ? at(written) : this;
    }

    /** Clocks of two machines differ: a promotion is at least as late as the one that it follows. */
    Promotion notBefore(Instant earliest) {
        return at.isBefore(earliest) ? at(earliest) : this;
    }

    private Promotion at(Instant time) {
        return new Promotion(model, reference, schema, sequence, episode, kind, time, who, why, metrics, from, checks);
    }
}
