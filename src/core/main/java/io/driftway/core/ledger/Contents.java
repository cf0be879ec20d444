package io.driftway.core.ledger;

import java.util.List;
import java.util.Optional;

/** Remembers the first batch that had some bytes or rows. Safe for any number of processes on one store: the first to write the note is the first. */
public final class Contents {

    private final ObjectStore store;
    private final RecordFormat format;

    /** What is noted of some content. */
    private record FirstBatch(String batchId) {}

    /**
     * A content with the batch that is noted to have had it first.
     *
     * @param content sha256 of bytes, or another digest of what a batch holds
     */
    record Noted(String content, String first) {}

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
        return Optional.of(note(content, batchId).first()).filter(first -> !first.equals(batchId));
    }

    /** Notes a batch as the first, unless another is noted. */
    Noted note(String content, String batchId) {
        boolean first = store.putIfAbsent(key(content), format.write(new FirstBatch(batchId)))
                .isPresent();
        return new Noted(content, first ? batchId : first(content).orElse(batchId));
    }

    /** Notes contents in this order. */
    List<Noted> note(List<String> contents, String batchId) {
        return contents.stream().map(content -> note(content, batchId)).toList();
    }

    /** Notes a batch as the first in place of another. Where somebody else does that meanwhile, theirs stays. */
    void renote(String content, String batchId) {
        store.get(key(content))
                .ifPresent(noted -> store.putIfMatch(
                        key(content),
                        format.write(new FirstBatch(batchId)),
                        noted.version().etag()));
    }

    /** Returns the batch that had a content first, as noted. Notes nothing itself. */
    public Optional<String> first(String content) {
        String key = key(content);
        try {
            return store.get(key)
                    .map(stored -> format.read(key, stored.content(), FirstBatch.class))
                    .map(FirstBatch::batchId);
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    private static String key(String content) {
        return Keys.record(Keys.CONTENTS, content);
    }
}
