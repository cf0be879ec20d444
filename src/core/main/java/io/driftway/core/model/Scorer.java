package io.driftway.core.model;

/** What gives rows their probabilities: the inside of a {@link Model}. Safe for use by several threads. */
public interface Scorer {

    /** How many features a row must have. */
    int features();

    /**
     * The probability of the positive class for each row, in [0, 1].
     *
     * @throws IllegalArgumentException when the rows have another number of features, or one of them gets no probability; in one line
     */
    float[] probabilities(Features rows);

    /**
     * Says that another model has taken over. What is held outside the heap is given back as soon as no row is being scored. Batches that
     * still have this model are scored as before.
     */
    default void retire() {}
}
