package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.ledger.Champion;

/**
 * Holds a decoded batch and the champion that it meets. The batch keeps this champion to its end, even when another is promoted meanwhile.
 *
 * @param blob where it came from
 * @param contentSha256 of the blob's bytes as stored
 * @param batch its rows
 * @param champion the model in service when it was read
 */
public record IncomingBatch(BlobVersion blob, String contentSha256, Batch batch, Champion champion)
        implements Opened, Kinded {

    /** By what tells it from others: Camel hashes the body in front of each look at it, and all its rows are too many for that. */
    @Override
    public int hashCode() {
        return blob.hashCode();
    }

    @Override
    public String kind() {
        return "batch";
    }
}
