package io.driftway.core.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stores byte strings under names, with conditional writes. All durable state of Driftway is in such a store. Each write is atomic: a
 * reader sees the whole old or the whole new content. Of any number of concurrent conditional writes, exactly one wins.
 *
 * <p>A key has 1 to 1,024 characters. Its segments are separated by {@code /}, and none is empty, {@code .} or {@code ..}. A store that
 * cannot be reached, or refuses, throws {@link java.io.UncheckedIOException}. An outcome that a caller must expect, such as an object that
 * is gone, is a value.
 */
public interface ObjectStore {

    /**
     * Names one version of one object.
     *
     * @param key its name
     * @param etag opaque; changes with every write
     * @param size in bytes
     * @param lastModified by the store's clock
     * @param contentMd5 MD5 of its bytes in base64; null where a listing does not give one
     */
    record Version(
            String key,
            String etag,
            long size,
            Instant lastModified,
            @Nullable String contentMd5) {

        /** Names a version without a checksum. */
        public Version(String key, String etag, long size, Instant lastModified) {
            this(key, etag, size, lastModified, null);
        }
    }

    /** An object read whole. */
    @SuppressWarnings("ArrayRecordComponent")
    record Stored(Version version, byte[] content) {}

    /** Reads a whole object into memory; empty when there is none. Meant for records, which are small. */
    Optional<Stored> get(String key);

    /** Opens exactly the version that has this etag; empty when the object is gone or has another. The caller closes the stream. */
    Optional<InputStream> open(String key, String etag);

    /** Opens exactly that version at a place, in bytes from its beginning; empty when the object is gone or has another etag. The caller closes the stream. */
    default Optional<InputStream> open(String key, String etag, long from) {
        Optional<InputStream> opened = open(key, etag);
        if (opened.isPresent()) {
            try {
                opened.get().skipNBytes(from);
            } catch (IOException failure) {
                throw new UncheckedIOException("cannot open " + key + " at byte " + from, failure);
            }
        }
        return opened;
    }

    /** Returns the version that is there now, without its content; empty when there is none. */
    default Optional<Version> find(String key) {
        return list(key).stream().filter(version -> version.key().equals(key)).findFirst();
    }

    /** Tells whether exactly this version is in the store. */
    default boolean holds(String key, String etag) {
        return find(key).filter(version -> version.etag().equals(etag)).isPresent();
    }

    /** Creates an object and returns its etag; empty when the object exists already, which stays unchanged. */
    Optional<String> putIfAbsent(String key, byte[] content);

    /** Replaces the version that has this etag and returns the new etag; empty when the object is gone or has another etag. */
    Optional<String> putIfMatch(String key, byte[] content, String etag);

    /** Returns all objects whose key begins with the prefix, ordered by key. */
    List<Version> list(String prefix);

    /**
     * Hands on each object whose key begins with the prefix, without holding all of them in memory. The objects of one folder come together, in any order. One that appears or disappears
     * meanwhile may or may not be among them.
     */
    default void each(String prefix, Consumer<Version> visitor) {
        list(prefix).forEach(visitor);
    }
}
