package io.driftway.core.pipeline;

import io.driftway.core.batch.BlobVersion;

/** Keeps batches in an order where a rule needs one. */
@FunctionalInterface
public interface Turn {

    /** Tells of another batch whether it was decided about before, so that it holds up none. */
    interface Decided {

        /** Returns what this process knows without a question to the store. */
        boolean isKnown(String batchId);

        /** Returns what the store knows. */
        boolean ask(String batchId);
    }

    /**
     * Returns when the batch may be decided.
     *
     * @throws RuntimeException where this batch must be begun again after another
     */
    void await(BlobVersion blob, Decided others);
}
