package io.driftway.core.decision;

/** Lets measurements of other packages judge batches that are counted already, of a feed that is sound, one after the other. */
public final class CountedBatches {

    private Running<BatchCounts> running;

    public CountedBatches(Reference reference, Budget budget) {
        running = Running.windows(reference, budget);
    }

    public Verdict after(BatchCounts batch) {
        running = running.after(batch);
        return running.verdict();
    }
}
