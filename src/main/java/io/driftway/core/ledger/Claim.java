package io.driftway.core.ledger;

/** The answer to "may I work on this batch?". */
public sealed interface Claim {

    /** Yes; this attempt is recorded under this number, from 1. */
    record Granted(int attempt) implements Claim {}

    /** It has its terminal record. */
    record Ended() implements Claim {}

    /** Another replica began it a short while ago. */
    record Busy() implements Claim {}

    /** It was begun as often as is allowed. */
    record Exhausted(int attempts) implements Claim {}
}
