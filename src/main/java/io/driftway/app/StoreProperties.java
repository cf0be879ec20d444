package io.driftway.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where everything durable lives.
 *
 * @param kind {@code azure} or {@code folder}
 * @param folder the folder, for kind folder
 * @param account the storage account, for kind azure
 * @param container the container, for kind azure
 * @param endpoint the account's address where it is not the public cloud's usual one
 * @param connectionString for development against an emulator only; in the cluster the workload identity is used
 */
@ConfigurationProperties("driftway.store")
public record StoreProperties(
        Kind kind,
        @Nullable Path folder,
        String account,
        String container,
        @Nullable String endpoint,
        @Nullable String connectionString) {

    /** Which adapter. */
    public enum Kind {
        AZURE,
        FOLDER
    }

    public StoreProperties {
        if (kind == Kind.FOLDER && folder == null) {
            throw new IllegalArgumentException(
                    "driftway.store.folder must name a folder when driftway.store.kind is folder");
        }
        if (kind == Kind.AZURE && (account.isBlank() || container.isBlank())) {
            throw new IllegalArgumentException(
                    "driftway.store.account and driftway.store.container must be set when driftway.store.kind is azure, got \""
                            + account + "\" and \"" + container + "\"");
        }
    }

    Path requiredFolder() {
        if (folder == null) {
            throw new IllegalStateException("driftway.store.folder is not set");
        }
        return folder;
    }
}
