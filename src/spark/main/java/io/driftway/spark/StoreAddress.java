package io.driftway.spark;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.store.AzureAccount;
import io.driftway.store.AzureBlobStore;
import io.driftway.store.FolderInbox;
import io.driftway.store.FolderStore;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says where the store of the service is, so that each executor can open it.
 *
 * @param folder that every executor sees under this path; empty for an account of Azure
 * @param account the storage account; empty for a folder
 * @param container in the account
 * @param endpoint of the account, where it is not the usual one
 * @param connectionString of an emulator; null for the identity of the process
 */
record StoreAddress(
        String folder,
        String account,
        String container,
        @Nullable String endpoint,
        @Nullable String connectionString) implements Serializable {

    private static final Map<StoreAddress, ObjectStore> OPEN = new ConcurrentHashMap<>();

    /** The Azure SDK sets this header, and Java's HTTP client warns at each request where it may not. */
    private static final String OWN_HEADERS = "jdk.httpclient.allowRestrictedHeaders";

    /** Returns the store, opened once in each process. */
    ObjectStore open() {
        if (System.getProperty(OWN_HEADERS) == null) {
            System.setProperty(OWN_HEADERS, "content-length");
        }
        return OPEN.computeIfAbsent(
                this,
                address -> folder.isEmpty()
                        ? new AzureBlobStore(new AzureAccount(account, endpoint, connectionString)
                                .client()
                                .buildClient()
                                .getBlobContainerClient(container))
                        : new FolderStore(Path.of(folder)));
    }

    /** Returns a version in the store as the service names it. */
    BlobVersion named(ObjectStore.Version stored) {
        return folder.isEmpty()
                ? AzureAccount.version(account, container, stored)
                : new FolderInbox(open(), String.valueOf(Path.of(folder).getFileName()), "").version(stored);
    }
}
