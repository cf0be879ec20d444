package io.driftway.core.ledger;

/** Which batch was the first that had some bytes. Safe for any number of processes on one store: who writes the note first is the first. */
public final class Contents {

    private final ObjectStore store;
    private final RecordFormat format;

    /** What is noted of some bytes. */
    record FirstBatch(String batchId) {}

    public Contents(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** Whether another batch had these bytes before; if none had, this batch is the first from now on. A note that cannot be read says nothing. */
    public boolean seenBefore(String contentSha256, String batchId) {
        String key = Keys.record(Keys.CONTENTS, contentSha256);
        if (store.putIfAbsent(key, format.write(new FirstBatch(batchId))).isPresent()) {
            return false;
        }
        try {
            return store.get(key)
                    .map(stored -> format.read(key, stored.content(), FirstBatch.class))
                    .filter(first -> !batchId.equals(first.batchId()))
                    .isPresent();
        } catch (MalformedRecord unreadable) {
            return false;
        }
    }
}
