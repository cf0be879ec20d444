package io.driftway.core.ledger;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A flat store of named byte strings with conditional writes: the only durable state there is. Each write is atomic: a reader sees the
 * whole old or the whole new content. Of any number of concurrent conditional writes, exactly one wins.
 *
 * <p>A key is one to 1,024 characters, segments parted by {@code /}; no segment is empty, {@code .} or {@code ..}. A store that cannot be
 * reached or refuses throws {@link java.io.UncheckedIOException}; an outcome that a caller must expect is a value.
 */
public interface ObjectStore {

    /**
     * One version of one object.
     *
     * @param key its name
     * @param etag opaque; changes with every write
     * @param size in bytes
     * @param lastModified by the store's clock
     * @param contentMd5 MD5 of its bytes in base64, where a listing says one; null where it does not
     */
    record Version(
            String key,
            String etag,
            long size,
            Instant lastModified,
            @Nullable String contentMd5) {

        /** Without a checksum. */
        public Version(String key, String etag, long size, Instant lastModified) {
            this(key, etag, size, lastModified, null);
        }
    }

    /** An object read whole. */
    @SuppressWarnings("ArrayRecordComponent")
    record Stored(Version version, byte[] content) {}

    /** The object, or empty when there is none. For records: the content is held in memory. */
    Optional<Stored> get(String key);

    /** Streams exactly the version that has this etag; empty when the object is gone or has another. The caller closes the stream. */
    Optional<InputStream> open(String key, String etag);

    /** Tells whether exactly this version is there. */
    default boolean holds(String key, String etag) {
        return list(key).stream()
                .anyMatch(version -> version.key().equals(key) && version.etag().equals(etag));
    }

    /** Creates the object; answers its etag, or empty when it is already there, which is then unchanged. */
    Optional<String> putIfAbsent(String key, byte[] content);

    /** Replaces the version that has this etag; answers the new etag, or empty when the object is gone or has another. */
    Optional<String> putIfMatch(String key, byte[] content, String etag);

    /** All objects whose key begins with the prefix, ordered by key. */
    List<Version> list(String prefix);
}
