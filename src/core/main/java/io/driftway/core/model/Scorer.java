package io.driftway.core.model;

/** Computes the probabilities of rows: the inside of a {@link Model}. Safe for use by several threads. */
public interface Scorer {

    /** Returns how many features a row must have. */
    int features();

    /**
     * Computes the probability of the positive class.
     *
     * @return one per row, in [0, 1]
     * @throws IllegalArgumentException in one line, when the rows have another number of features, or a row gets no probability
     */
    float[] probabilities(Features rows);

    /**
     * Tells the scorer that another model has taken over. It gives back what it holds outside the heap as soon as no row is being scored.
     * Batches that still have this model are scored as before.
     */
    default void retire() {}
}
