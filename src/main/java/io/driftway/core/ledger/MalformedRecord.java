package io.driftway.core.ledger;

/** A durable record that cannot be read. The message names the object and what is wrong with it. */
public final class MalformedRecord extends RuntimeException {

    public MalformedRecord(String key, String fault) {
        super(key + ": " + fault + "; restore it from a backup or move it away");
    }
}
