package io.driftway.core.ledger;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Remembers which labelled rows a training had, so that new rows can be counted later. {@code trained/<fingerprint>.rows} holds their
 * {@link io.driftway.core.model.DistinctRows}, 8 bytes for each; the fingerprint is that of the training's rows. The content follows from the name, so any writer writes the
 * same.
 */
public final class TrainedRows {

    private static final String ROWS = ".rows";

    private final ObjectStore store;

    public TrainedRows(ObjectStore store) {
        this.store = store;
    }

    /** Sorted; empty where no training noted them: one of an earlier version, or one whose record was deleted. */
    public Optional<long[]> of(String fingerprint) {
        return store.get(key(fingerprint)).map(stored -> {
            long[] hashes = new long[stored.content().length / Long.BYTES];
            ByteBuffer.wrap(stored.content()).asLongBuffer().get(hashes);
            return hashes;
        });
    }

    /** @param hashes sorted */
    public void note(String fingerprint, long[] hashes) {
        ByteBuffer content = ByteBuffer.allocate(hashes.length * Long.BYTES);
        content.asLongBuffer().put(hashes);
        store.putIfAbsent(key(fingerprint), content.array());
    }

    private static String key(String fingerprint) {
        return Keys.TRAINED + fingerprint + ROWS;
    }
}
