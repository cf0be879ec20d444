package io.driftway.store;

import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Version;
import org.jspecify.annotations.Nullable;

/**
 * Names a storage account and how to reach it.
 *
 * @param name of the account
 * @param endpoint its address; null for the usual one of the public cloud
 * @param connectionString of an emulator; null for whatever credential there is
 */
public record AzureAccount(
        String name, @Nullable String endpoint, @Nullable String connectionString) {

    /** Returns a client of the account, to be finished. */
    public BlobServiceClientBuilder client() {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder().addPolicy(new BufferedResponsePolicy());
        if (connectionString != null) {
            return builder.connectionString(connectionString);
        }
        return builder.endpoint(endpoint == null ? "https://" + name + ".blob.core.windows.net" : endpoint)
                .credential(new DefaultAzureCredentialBuilder().build());
    }

    /** Returns the blob version that stands for a version in a container of an account. */
    public static BlobVersion version(String account, String container, Version stored) {
        return new BlobVersion(
                account,
                container,
                stored.key(),
                stored.etag(),
                stored.size(),
                stored.lastModified(),
                stored.contentMd5());
    }
}
