package io.driftway.core.model;

/** A model that cannot be run here. */
public final class UnusableModel extends IllegalArgumentException {

    private final String fault;
    private final String remedy;

    public UnusableModel(String fault, String remedy) {
        super(fault + "; " + remedy);
        this.fault = fault;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String fault() {
        return fault;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }
}
