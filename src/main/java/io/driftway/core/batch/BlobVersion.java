package io.driftway.core.batch;

import java.time.Instant;

/**
 * One version of one blob in the inbox. An overwritten blob has another ETag and is another batch.
 *
 * @param account storage account, or {@code folder}
 * @param container container, or the folder's name
 * @param name as listed; hostile until proven otherwise, never part of a path or an address
 * @param etag as listed, without quotes
 * @param size in bytes
 * @param lastModified by the store's clock
 */
public record BlobVersion(String account, String container, String name, String etag, long size, Instant lastModified) {

    /** The name of this version in the ledger: sha256 of account, container, name and ETag. */
    public String batchId() {
        return Sha256.of(account, container, name, etag);
    }
}
