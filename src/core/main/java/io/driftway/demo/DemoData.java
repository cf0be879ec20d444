package io.driftway.demo;

/** Where the demo's rows come from. Everything is CSV with a header row; the same seed gives the same bytes. */
public interface DemoData {

    /** What was taken as the target, its positive category and the id. */
    record Meaning(String target, String positive, String id) {}

    Meaning meaning();

    /** Rows of each batch. */
    int batchRows();

    /** Labelled rows for the first champion. */
    byte[] training();

    /**
     * The rows of one batch.
     *
     * @param number from 1
     * @param drifted whether the population has moved
     * @param labelled whether the target is there, or not known yet
     */
    byte[] batch(int number, boolean drifted, boolean labelled);

    /** Tells whether the model of before ranks the population that has moved clearly worse than one that has learnt from it. */
    boolean harms();
}
