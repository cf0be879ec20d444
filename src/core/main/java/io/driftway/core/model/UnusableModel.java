package io.driftway.core.model;

/** Thrown for a model that cannot be run here, with the fault and the remedy. */
public final class UnusableModel extends IllegalArgumentException {

    private final String fault;
    private final String remedy;

    public UnusableModel(String fault, String remedy) {
        super(fault + "; " + remedy);
        this.fault = fault;
        this.remedy = remedy;
    }

    /** Returns what is wrong. */
    public String fault() {
        return fault;
    }

    /** Returns what a person can do about it. */
    public String remedy() {
        return remedy;
    }
}
