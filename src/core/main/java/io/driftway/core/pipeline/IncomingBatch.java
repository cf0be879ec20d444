package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Kinded;
import io.driftway.core.ledger.Champion;
import io.driftway.core.profile.RowRepeats;
import java.util.List;
import java.util.stream.Stream;

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

    /** Counts how its rows repeat each other, over the features. */
    public RowRepeats repeats() {
        return RowRepeats.of(
                batch, champion.schema().features().stream().map(Field::name).toList());
    }

    /**
     * Returns what another batch may have had before: the digest of its bytes, and that of its rows where it tells them from others. The same rows in
     * other bytes are as stale as the same bytes.
     */
    public List<String> digests(RowRepeats repeats) {
        return Stream.concat(Stream.of(contentSha256), repeats.identity().stream())
                .toList();
    }
}
