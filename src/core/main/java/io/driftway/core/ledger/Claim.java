package io.driftway.core.ledger;

/** The answer to "may I work on this batch?". */
public sealed interface Claim {

    /** Yes; this attempt is recorded under this number, from 1. */
    record Granted(int attempt) implements Claim {}

    /** It has its terminal record. */
    record Ended() implements Claim {}

    /** Another replica is at it, or was a short while ago; or a process has just died over it, and not the first. */
    record Busy() implements Claim {}

    /**
     * It was begun as often as is allowed.
     *
     * @param charged how often it failed
     * @param deaths how often the process ended without a word
     */
    record Exhausted(int charged, int deaths) implements Claim {}
}
