package io.driftway.core.ledger;

/** A durable record that cannot be read. The message names the object, what is wrong with it and what to do. */
public final class MalformedRecord extends RuntimeException {

    private final String fault;
    private final String remedy;

    public MalformedRecord(String key, String fault) {
        this(key, fault, "restore it from a backup or move it away");
    }

    public MalformedRecord(String key, String fault, String remedy) {
        super(key + ": " + fault + "; " + remedy);
        this.fault = fault;
        this.remedy = remedy;
    }

    /** Returns what is wrong with the record. */
    public String fault() {
        return fault;
    }

    /** Returns what a person can do about it. */
    public String remedy() {
        return remedy;
    }
}
