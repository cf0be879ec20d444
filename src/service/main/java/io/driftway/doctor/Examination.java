package io.driftway.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks that are made one after the other, none of which can keep another from being made. */
public final class Examination {

    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final Duration patience;

    /** @param patience how long one check may take */
    public Examination(Duration patience) {
        this.patience = patience;
    }

    /** @param subject what the check is of, for the finding that it did not come to an end */
    public Examination with(String subject, Check check) {
        checks.put(subject, check);
        return this;
    }

    /** What was found, in the order of the checks. */
    public List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        ExecutorService threads =
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        try {
            for (Map.Entry<String, Check> check : checks.entrySet()) {
                findings.addAll(look(check.getKey(), threads.submit(check.getValue()::look)));
            }
            return findings;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Finding> look(String subject, Future<List<Finding>> check) throws InterruptedException {
        try {
            return check.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            check.cancel(true);
            return List.of(Finding.fault(
                    subject,
                    "no answer within " + patience.toSeconds() + " s",
                    "see whether what it needs can be reached"));
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            return List.of(Finding.fault(subject, said(cause), "mend that and ask again"));
        }
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
