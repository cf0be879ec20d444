package io.driftway.store;

import io.driftway.core.ledger.ObjectStore.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Identifies one version of a file by its inode, modification time and size. It needs no content, so a listing costs the same for small
 * and for large objects.
 *
 * @param inode of the file; a version that this store writes is always a new file
 * @param written its modification time, to the nanosecond
 * @param size in bytes
 */
record FileVersion(long inode, Instant written, long size) {

    /** Longer than a tick of any kernel's clock: a later write by anybody leaves another time. */
    private static final Duration SETTLED = Duration.ofMillis(20);

    /** The version that is there now; empty when there is no plain file. */
    static Optional<FileVersion> of(Path file) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(
                    file, "unix:ino,lastModifiedTime,size,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (attributes.get("isRegularFile") instanceof Boolean regular
                && regular
                && attributes.get("ino") instanceof Long inode
                && attributes.get("lastModifiedTime") instanceof FileTime written
                && attributes.get("size") instanceof Long size) {
            return Optional.of(new FileVersion(inode, written.toInstant(), size));
        }
        return Optional.empty();
    }

    /**
     * Like {@link #of}, and safe to remember: when the file was written by hand just now, it first lets the time pass in which the next
     * write could leave the same time stamp.
     */
    static Optional<FileVersion> settled(Path file) throws IOException {
        Optional<FileVersion> seen = of(file);
        return seen.isPresent() && settle(seen.get().written) ? of(file) : seen;
    }

    /** Waits until a write can no longer leave this time stamp; answers whether it had to. */
    static boolean settle(Instant written) {
        Duration age = Duration.between(written, Instant.now());
        if (age.isNegative() || age.compareTo(SETTLED) >= 0) {
            return false;
        }
        try {
            Thread.sleep(SETTLED.minus(age));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Gives a file that nobody else sees yet a time that is settled, and later than that of the version it will replace. */
    static FileVersion stamp(Path file, Instant replaced) throws IOException {
        Instant settled = Instant.now().minus(SETTLED);
        Instant next = replaced.plus(1, ChronoUnit.MICROS);
        Files.setLastModifiedTime(file, FileTime.from(next.isAfter(settled) ? next : settled));
        return of(file).orElseThrow();
    }

    String etag() {
        return Long.toHexString(inode)
                + '-'
                + Long.toHexString(written.getEpochSecond())
                + HexFormat.of().toHexDigits(written.getNano())
                + '-'
                + Long.toHexString(size);
    }

    Version named(String key) {
        return new Version(key, etag(), size, written);
    }
}
