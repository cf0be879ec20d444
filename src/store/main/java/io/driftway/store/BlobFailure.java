package io.driftway.store;

import com.azure.storage.blob.models.BlobStorageException;
import io.driftway.core.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Describes an exception of the Azure Blob client in one sentence, without address, signature or answer body. */
final class BlobFailure {

    private BlobFailure() {}

    static <T> T attempt(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw new UncheckedIOException(of(what, e));
        }
    }

    static IOException of(String what, Throwable failure) {
        String sentence = failure instanceof BlobStorageException answer
                ? "Azure Blob refused to " + what + ": " + answer.getStatusCode() + " " + answer.getErrorCode()
                : "Azure Blob did not answer when asked to " + what + ": "
                        + Causes.root(failure).getClass().getSimpleName();
        return new IOException(sentence, failure);
    }
}
