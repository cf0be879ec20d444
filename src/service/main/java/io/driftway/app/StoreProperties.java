package io.driftway.app;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where all durable state is kept.
 *
 * @param kind {@code azure} or {@code folder}
 * @param folder the folder, for kind folder
 * @param account the storage account, for kind azure
 * @param container the container, for kind azure
 * @param endpoint address of the account, if it is not the usual one of the public cloud; without a query, so that it holds no signature
 * @param connectionString connection string of an emulator; one with the key of a real account is refused, because Driftway uses the workload
 *     identity
 */
@ConfigurationProperties("driftway.store")
public record StoreProperties(
        Kind kind,
        @Nullable Path folder,
        String account,
        String container,
        @Nullable String endpoint,
        @Nullable String connectionString) {

    private static final Pattern EMULATOR =
            Pattern.compile("(^|;)(UseDevelopmentStorage=true|AccountName=devstoreaccount1"
                    + "|BlobEndpoint=http://(127\\.0\\.0\\.1|localhost|\\[::1])[:/][^;]*)(;|$)");

    /** Which adapter. */
    public enum Kind {
        AZURE,
        FOLDER
    }

    public StoreProperties {
        Setting.requireOne("driftway.store.kind", kind, Kind.class);
        connectionString = connectionString == null || connectionString.isBlank() ? null : connectionString;
        if (kind == Kind.FOLDER && folder == null) {
            throw new IllegalArgumentException(
                    "driftway.store.folder must name a folder when driftway.store.kind is folder");
        }
        if (kind == Kind.AZURE && (account.isBlank() || container.isBlank())) {
            throw new IllegalArgumentException(
                    "driftway.store.account and driftway.store.container must be set when driftway.store.kind is azure, got \""
                            + account + "\" and \"" + container + "\"");
        }
        if (endpoint != null && endpoint.contains("?")) {
            throw new IllegalArgumentException(
                    "driftway.store.endpoint must be an address without a query, which could hold a signature; leave the query out, the workload identity is used");
        }
        if (connectionString != null && !EMULATOR.matcher(connectionString).find()) {
            throw new IllegalArgumentException(
                    "driftway.store.connection-string is for an emulator, whose key is no secret, and this is not one's; leave it out,"
                            + " and give the workload identity the role Storage Blob Data Contributor");
        }
    }

    Path requiredFolder() {
        if (folder == null) {
            throw new IllegalStateException("driftway.store.folder is not set");
        }
        return folder;
    }

    /** Returns where a person finds this folder of the store. */
    String place(String prefix) {
        return folder != null && kind == Kind.FOLDER
                ? folder.resolve(prefix) + "/"
                : prefix + " of the container " + container + ", storage account " + account;
    }
}
