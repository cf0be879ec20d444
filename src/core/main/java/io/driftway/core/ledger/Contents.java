package io.driftway.core.ledger;

import java.util.Optional;

/** Remembers the first batch that had some bytes. Safe for any number of processes on one store: the first to write the note is the first. */
public final class Contents {

    private final ObjectStore store;
    private final RecordFormat format;

    /** What is noted of some bytes. */
    record FirstBatch(String batchId) {}

    public Contents(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Returns the batch that had a content before this one; empty where none had, and from now on this batch is the first. A note that cannot be read
     * says nothing.
     *
     * @param content sha256 of bytes, or another digest of what a batch holds
     */
    public Optional<String> earlier(String content, String batchId) {
        String key = Keys.record(Keys.CONTENTS, content);
        return store.putIfAbsent(key, format.write(new FirstBatch(batchId))).isPresent()
                ? Optional.empty()
                : first(content).filter(first -> !batchId.equals(first));
    }

    /** Returns the batch that had a content first, as noted. Notes nothing itself. */
    public Optional<String> first(String content) {
        String key = Keys.record(Keys.CONTENTS, content);
        try {
            return store.get(key)
                    .map(stored -> format.read(key, stored.content(), FirstBatch.class))
                    .map(FirstBatch::batchId);
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }
}
