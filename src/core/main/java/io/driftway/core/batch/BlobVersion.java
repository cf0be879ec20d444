package io.driftway.core.batch;

import java.io.Serializable;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one version of one blob in the inbox. An overwritten blob has another ETag and is another batch.
 *
 * @param account storage account, or {@code folder}
 * @param container container, or the folder's name
 * @param name as listed. It may be hostile: never build a path or an address from it
 * @param etag as listed, without quotes
 * @param size in bytes
 * @param lastModified by the store's clock
 * @param contentMd5 MD5 of its bytes in base64; null where the store keeps none, and in records of older releases
 */
public record BlobVersion(
        String account,
        String container,
        String name,
        String etag,
        long size,
        Instant lastModified,
        @Nullable String contentMd5)
        implements Kinded, Serializable {

    /** The empty file by which Spark and Hadoop say that a folder is complete. */
    public static final String SUCCESS = "_SUCCESS";

    private static final Pattern PART = Pattern.compile("part-[0-9]{4,}.*");

    /** Without a checksum. */
    public BlobVersion(String account, String container, String name, String etag, long size, Instant lastModified) {
        this(account, container, name, etag, size, lastModified, null);
    }

    /** Tells whether the name is one that writers leave behind and nobody means as a batch: a hidden or unfinished file, a checksum, the marker of a folder. */
    public boolean isJunk() {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.isEmpty()
                || file.startsWith(".")
                || (file.startsWith("_") && !isFolder())
                || file.endsWith(".tmp")
                || file.endsWith(".crc");
    }

    /** Tells whether it is named as Spark and Hadoop name the files of a folder: {@code part-} and four digits or more. */
    public boolean isPart() {
        return PART.matcher(name.substring(name.lastIndexOf('/') + 1)).matches();
    }

    /** Tells whether it stands for a folder, whose {@linkplain #isPart parts} are one batch: the file {@value #SUCCESS} in it, which is written last. */
    public boolean isFolder() {
        return name.endsWith("/" + SUCCESS);
    }

    /** Returns what the names of the files begin with that are the batch; empty unless it {@linkplain #isFolder stands for a folder}. */
    public String folder() {
        return isFolder() ? name.substring(0, name.length() - SUCCESS.length()) : "";
    }

    @Override
    public String kind() {
        return "blob";
    }

    /** Returns the id of this version in the ledger: the SHA-256 of account, container, name and ETag. */
    public String batchId() {
        return Sha256.of(account, container, name, etag);
    }
}
