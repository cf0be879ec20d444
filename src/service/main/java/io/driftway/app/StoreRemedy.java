package io.driftway.app;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses the remedy for a failure of the store. */
final class StoreRemedy {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private StoreRemedy() {}

    static String of(RuntimeException failure, StoreProperties store) {
        if (store.kind() == StoreProperties.Kind.FOLDER) {
            return "make driftway.store.folder a folder of this machine that this user may write to";
        }
        Optional<BlobStorageException> answer = cause(failure, BlobStorageException.class);
        if (answer.isPresent()) {
            return of(answer.get(), store);
        }
        if (isOfIdentity(failure)) {
            return "no credential worked; run az login on your own machine, or give the pod a workload identity";
        }
        return "check that driftway.store.account, " + store.account() + ", is correct and can be reached from here";
    }

    private static String of(BlobStorageException answer, StoreProperties store) {
        if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(answer.getErrorCode())) {
            return String.format(
                    Locale.ROOT,
                    "az storage container create --account-name %s --name %s --auth-mode login makes it",
                    store.account(),
                    store.container());
        }
        return switch (answer.getStatusCode()) {
            case FORBIDDEN ->
                "give this identity the role Storage Blob Data Contributor on " + store.account()
                        + ", and its network access";
            case UNAUTHORIZED -> "check which identity this is, and whether it belongs to the account's tenant";
            default -> "look up this request in the account's own log";
        };
    }

    /** By any of the ways that the identity library tries one after the other. */
    private static boolean isOfIdentity(Throwable failure) {
        return cause(failure, ClientAuthenticationException.class).isPresent()
                || Stream.iterate(failure, t -> t != null, Throwable::getCause)
                        .anyMatch(t -> t.getClass().getPackageName().startsWith("com.microsoft.aad."));
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> kind) {
        return Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
