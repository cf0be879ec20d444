package io.driftway.store;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.models.QueueErrorCode;
import com.azure.storage.queue.models.QueueStorageException;
import io.driftway.core.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Says in one sentence that a queue did not answer or refused, without address, signature or answer body, and what to do about it. */
public final class QueueFailure extends IOException {

    private static final long serialVersionUID = 1L;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final String remedy;

    private QueueFailure(String what, String remedy, Throwable cause) {
        super(what, cause);
        this.remedy = remedy;
    }

    /** What a person can do. */
    public String remedy() {
        return remedy;
    }

    /** The failure of a queue behind this one, if there is one. */
    public static Optional<QueueFailure> behind(Throwable failure) {
        return Causes.of(failure).stream()
                .filter(QueueFailure.class::isInstance)
                .map(QueueFailure.class::cast)
                .findFirst();
    }

    /** @param role what this identity needs at the queue */
    static <T> T attempt(String what, QueueClient queue, String role, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException failure) {
            throw new UncheckedIOException(of(what, queue, role, failure));
        }
    }

    private static QueueFailure of(String what, QueueClient queue, String role, RuntimeException failure) {
        String asked = what + " queue " + queue.getQueueName();
        return failure instanceof QueueStorageException answer
                ? new QueueFailure(
                        "Azure Queue refused to " + asked + ": " + answer.getStatusCode() + " " + answer.getErrorCode(),
                        remedy(answer, queue, role),
                        failure)
                : new QueueFailure(
                        "Azure Queue did not answer when asked to " + asked + ": "
                                + Causes.root(failure).getClass().getSimpleName(),
                        remedy(failure),
                        failure);
    }

    private static String remedy(QueueStorageException answer, QueueClient queue, String role) {
        if (QueueErrorCode.QUEUE_NOT_FOUND.equals(answer.getErrorCode())) {
            return String.format(
                    Locale.ROOT,
                    "az storage queue create --account-name %s --name %s --auth-mode login makes it",
                    queue.getAccountName(),
                    queue.getQueueName());
        }
        return switch (answer.getStatusCode()) {
            case FORBIDDEN ->
                "give this identity the role " + role + " on " + queue.getAccountName() + ", and its network access";
            case UNAUTHORIZED -> "check which identity this is, and whether it belongs to the account's tenant";
            default -> "look up this request in the account's own log";
        };
    }

    private static String remedy(RuntimeException failure) {
        boolean identity = Failures.anyOf(failure, ClientAuthenticationException.class)
                || Causes.of(failure).stream()
                        .anyMatch(cause -> cause.getClass().getPackageName().startsWith("com.microsoft.aad."));
        if (identity) {
            return "no credential worked; run az login on your own machine, or give the pod a workload identity";
        }
        return "check that the queue service of the account can be reached from here, at driftway.queue.endpoint where that is set;"
                + " batches are found by listing the inbox meanwhile";
    }
}
