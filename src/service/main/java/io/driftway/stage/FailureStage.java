package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.StoreFailures;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles a batch that failed with an exception or was rejected. */
public final class FailureStage {

    private static final Logger LOG = LoggerFactory.getLogger(FailureStage.class);

    private static final Duration SILENCE = Duration.ofMinutes(10);
    /** What of a fault is the same each time: what follows may name the request. */
    private static final int TELLING = 60;

    private final Map<String, Long> said = new ConcurrentHashMap<>();
    private final Ledger ledger;
    private final ObjectStore store;
    private final Backoff backoff;
    private final StoreFailures failures;
    private final Runnable outOfMemory;

    /**
     * @param store is asked again before a version is taken for gone
     * @param outOfMemory ends the process
     */
    public FailureStage(
            Ledger ledger, ObjectStore store, Backoff backoff, StoreFailures failures, Runnable outOfMemory) {
        this.outOfMemory = outOfMemory;
        this.ledger = ledger;
        this.store = store;
        this.backoff = backoff;
        this.failures = failures;
    }

    /**
     * Leaves the batch for a later poll, unless it has ended: then only what follows its end failed. The attempt is charged to the batch, unless it was the
     * world that failed: then it is taken off its count. A version that the store says is
     * gone, and says so again when it is asked once more, is noted as superseded: one wrong answer of a proxy ends no batch. A process that is out of memory ends, after that is noted.
     */
    public void failed(Exchange exchange) {
        Throwable failure = inPart(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Throwable told = error(failure).orElse(failure);
        if (!(told instanceof OutOfMemoryError)) {
            note(told, exchange);
            return;
        }
        try {
            // What the note needs of memory, the rows of the batch may have.
            exchange.getMessage().setBody(null);
            note(told, exchange);
        } finally {
            outOfMemory.run();
        }
    }

    /** What failed, where Camel says that a part of a split did. */
    private static Throwable inPart(Throwable failure) {
        Throwable cause = failure instanceof CamelExchangeException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** What Camel hands on as an exception, when it is one of the errors that no stage foresees. */
    private static Optional<Throwable> error(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(Error.class::isInstance)
                .findFirst();
    }

    private void note(Throwable failure, Exchange exchange) {
        BlobVersion blob = exchange.getProperty(IngestStage.BLOB, BlobVersion.class);
        String what = oneLine(failure);
        if (blob == null) {
            sayTickFailed(exchange.getFromRouteId(), what, failures.remedy(failure));
            return;
        }
        boolean gone = failures.versionGone(failure);
        if (gone && !store.holds(blob.name(), blob.etag())) {
            ledger.supersede(blob);
            LOG.atInfo()
                    .addKeyValue("batch", blob.batchId())
                    .log("batch ended without a verdict: its blob was overwritten or deleted before it could be read");
            return;
        }
        if (ledger.knownToHaveEnded(blob.batchId())) {
            sayAfterTheEnd(exchange, blob, what);
            return;
        }
        if (failure instanceof Turns.OutOfTurn) {
            release(exchange, blob);
            LOG.atInfo()
                    .addKeyValue("batch", blob.batchId())
                    .addKeyValue("cause", failure.getMessage())
                    .log("batch postponed: an older batch must be judged first; a later poll begins it again");
            return;
        }
        backoff.failed(blob.batchId());
        Integer attempt = exchange.getProperty(IngestStage.ATTEMPT, Integer.class);
        boolean world = gone || failures.isInfrastructure(failure);
        LOG.atError()
                .addKeyValue("batch", blob.batchId())
                .addKeyValue("attempt", attempt)
                .addKeyValue("charged", attempt != null && !world)
                .addKeyValue("cause", what)
                .log("a batch failed and will be tried again");
        if (world) {
            release(exchange, blob);
        } else if (attempt != null) {
            ledger.charge(blob, attempt);
        }
    }

    private void release(Exchange exchange, BlobVersion blob) {
        Integer attempt = exchange.getProperty(IngestStage.ATTEMPT, Integer.class);
        if (attempt != null) {
            ledger.release(blob, attempt);
        }
    }

    /** A step of a person's own that comes after the commit: the batch is not begun again, and neither is the step. */
    private void sayAfterTheEnd(Exchange exchange, BlobVersion blob, String what) {
        backoff.ended(blob.batchId());
        LOG.atError()
                .addKeyValue("batch", blob.batchId())
                .addKeyValue("route", exchange.getProperty(Exchange.FAILURE_ROUTE_ID))
                .addKeyValue("step", exchange.getProperty(FailedStep.ID))
                .addKeyValue("cause", what)
                .log(
                        "a step after the end of a batch failed and is not retried; the batch keeps its verdict or quarantine record");
    }

    /** Logs a fault once in ten minutes, not at every tick while it lasts. */
    private void sayTickFailed(String route, String what, String remedy) {
        long now = System.nanoTime();
        String fault = route + " " + what.substring(0, Math.min(what.length(), TELLING));
        Long last = said.get(fault);
        if (last != null && now - last < SILENCE.toNanos()) {
            return;
        }
        said.values().removeIf(before -> now - before >= SILENCE.toNanos());
        said.put(fault, now);
        LOG.atError()
                .addKeyValue("route", route)
                .addKeyValue("cause", what)
                .addKeyValue("remedy", remedy)
                .log("a tick of a route failed; the next tick tries again");
    }

    /** Sets the batch aside; the body stays the rejection. */
    public Rejection quarantine(Rejection rejection, Exchange exchange) {
        return quarantine("a batch is quarantined", rejection, exchange);
    }

    /** Sets the file of labels aside; the body stays the rejection. */
    public Rejection quarantineLabels(Rejection rejection, Exchange exchange) {
        return quarantine("a file of labels is quarantined", rejection, exchange);
    }

    /** What is wrong may quote a cell, so it stands in the record and not in the log. */
    private Rejection quarantine(String what, Rejection rejection, Exchange exchange) {
        BlobVersion blob = exchange.getProperty(IngestStage.BLOB, BlobVersion.class);
        ledger.quarantine(blob, rejection);
        backoff.ended(blob.batchId());
        LOG.atWarn()
                .addKeyValue("batch", blob.batchId())
                .addKeyValue("reason", rejection.reason().code())
                .addKeyValue("position", rejection.position())
                .addKeyValue("remedy", rejection.remedy())
                .log(what);
        return rejection;
    }

    private static String oneLine(Throwable failure) {
        return (failure.getClass().getSimpleName() + ": " + failure.getMessage())
                .lines()
                .findFirst()
                .orElse("");
    }
}
