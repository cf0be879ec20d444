package io.driftway.core.pipeline;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Kinded;
import io.driftway.core.decision.Delivery;
import io.driftway.core.ledger.Champion;
import io.driftway.core.profile.RowRepeats;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /**
     * Returns how the batch came: how its rows repeat each other, and which earlier batch it repeats. The same rows in other bytes are as
     * stale as the same bytes.
     *
     * @param sameBytes the earlier batch that had the same bytes; empty where none had
     * @param sameRows finds the earlier batch whose rows have a digest
     */
    public Delivery delivery(Optional<String> sameBytes, Function<String, Optional<String>> sameRows) {
        RowRepeats repeats = RowRepeats.of(
                batch, champion.schema().features().stream().map(Field::name).toList());
        return new Delivery(
                repeats,
                sameBytes.or(() -> repeats.identity().flatMap(sameRows)).orElse(null),
                List.of());
    }
}
