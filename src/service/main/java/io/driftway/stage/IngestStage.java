package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Claim;
import io.driftway.core.ledger.Ledger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the blob versions of a listing that are new, and claims an attempt for each. */
public final class IngestStage {

    /** The exchange property that says which blob version is on its way. */
    public static final String BLOB = "blob";

    /** The exchange property that says which attempt this is. */
    static final String ATTEMPT = "attempt";

    private static final Logger LOG = LoggerFactory.getLogger(IngestStage.class);

    /** How soon an exchange that waits sees that the service stops. */
    private static final Duration STOPPING = Duration.ofMillis(200);

    private final Semaphore listing = new Semaphore(1, true);
    private final Ledger ledger;
    private final Renewals renewals;
    private final ChampionInService champion;
    private final Backoff backoff;
    private final QuietPeriod quiet;
    private final Predicate<String> opens;
    private final Turns turns;
    private final BatchMemory memory;
    private final long maxBytes;
    private final LargeBatches large;

    /**
     * @param opens whether the store can open a blob of this name: a listing may show one that it cannot
     * @param turns which batch may be begun before another
     * @param memory for the batches that are worked on at the same time
     * @param maxBytes of a blob that is opened
     * @param large the batches that are not opened here
     */
    public IngestStage(
            Ledger ledger,
            Renewals renewals,
            ChampionInService champion,
            Backoff backoff,
            QuietPeriod quiet,
            Predicate<String> opens,
            Turns turns,
            BatchMemory memory,
            long maxBytes,
            LargeBatches large) {
        this.large = large;
        this.memory = memory;
        this.maxBytes = maxBytes;
        this.quiet = quiet;
        this.opens = opens;
        this.turns = turns;
        this.ledger = ledger;
        this.renewals = renewals;
        this.champion = champion;
        this.backoff = backoff;
    }

    /**
     * Waits until no other exchange of this process works on what it found in the inbox: one listing at a time says which batch is older than another. The body stays what it is. The end of
     * the exchange lets the next one in. A listing that takes long is made before.
     */
    public void enter(Exchange exchange) throws InterruptedException {
        while (!listing.tryAcquire(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
            if (isStopping(exchange)) {
                exchange.setRouteStop(true);
                return;
            }
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                listing.release();
            }
        });
    }

    /** The versions without a terminal record, as far as this process knows, oldest first. */
    public List<BlobVersion> pending(List<BlobVersion> listed) {
        ledger.recall(listed);
        large.tellOfOpenFolders(listed);
        return listed.stream()
                .filter(large::isBatch)
                .filter(blob -> !ledger.knownToHaveEnded(blob.batchId()))
                .sorted(Comparator.comparing(BlobVersion::lastModified).thenComparing(BlobVersion::name))
                .toList();
    }

    /** Those of the pending ones that may be begun now: none without a champion, none that failed a moment ago, none that is still being written. */
    public List<BlobVersion> due(List<BlobVersion> pending) {
        if (champion.current().isEmpty()) {
            if (!pending.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("pending", pending.size())
                        .log("batches wait: there is no champion to score them with");
            }
            return List.of();
        }
        return pending.stream()
                .filter(blob -> backoff.isOver(blob.batchId()))
                .filter(quiet::isOver)
                .toList();
    }

    /**
     * Claims the version. What it answers is the next body: the version itself when it may be opened, a rejection when it is larger than the
     * limit, has a name by which it cannot be opened or has been begun too often, what was counted of it when it is large, nothing when it is not ours or an older one is to be begun
     * before it.
     * A process that is about to end begins nothing.
     *
     * <p>It may be called by several threads, each for another batch. It returns when there is memory for the batch.
     */
    public @Nullable Kinded claim(BlobVersion blob, Exchange exchange) {
        turns.enter(blob);
        try {
            if (isStopping(exchange) || isOthers(blob)) {
                return null;
            }
            // A process may have died over it, and is not to take others with it again.
            int taken = memory.enter(blob, ledger.hasSeenBegun(blob.batchId()));
            boolean begun = false;
            try {
                Kinded next = mayBegin(blob, exchange) ? begin(blob, exchange) : null;
                begun = next != null;
                return next;
            } finally {
                if (begun) {
                    begun(blob, taken, exchange);
                } else {
                    memory.leave(taken);
                }
            }
        } finally {
            turns.tried(blob);
        }
    }

    private boolean isOthers(BlobVersion blob) {
        ledger.lookAround();
        return ledger.leavesToOthers(blob.batchId());
    }

    private boolean mayBegin(BlobVersion blob, Exchange exchange) {
        return !isStopping(exchange) && turns.isNext(blob);
    }

    private static boolean isStopping(Exchange exchange) {
        return exchange.getContext().isStopping();
    }

    private void begun(BlobVersion blob, int taken, Exchange exchange) {
        turns.begun(blob);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                turns.left(blob);
                memory.leave(taken);
            }
        });
    }

    private @Nullable Kinded begin(BlobVersion blob, Exchange exchange) {
        Kinded counted = large.isLarge(blob) ? large.find(blob).orElse(null) : blob;
        if (counted == null) {
            // Another champion came into service since the batch was listed.
            return null;
        }
        return switch (ledger.claim(blob)) {
            case Claim.Granted(int attempt) -> {
                exchange.setProperty(ATTEMPT, attempt);
                renewals.begin(blob, attempt, exchange);
                yield counted != blob
                        ? counted
                        : blob.size() > maxBytes ? tooLarge(blob) : opens.test(blob.name()) ? blob : badName(blob);
            }
            case Claim.Exhausted(int charged, int deaths) ->
                new Rejection(
                        Reason.ATTEMPTS_EXHAUSTED,
                        blob.name(),
                        "",
                        "it failed " + charged + " times, and " + deaths
                                + " times the process ended without telling why",
                        "see the log of this batch and why its processes ended (memory of the container, evictions), mend the cause, and upload the file again");
            case Claim.Ended(), Claim.Busy() -> null;
        };
    }

    /** By its length as listed: not a byte of it is read. */
    private Rejection tooLarge(BlobVersion blob) {
        return new Rejection(
                Reason.TOO_LARGE,
                blob.name(),
                "",
                String.format(Locale.ROOT, "%,d bytes are more than the limit of %,d", blob.size(), maxBytes),
                "upload it in parts, or raise driftway.ingest.max-size");
    }

    private static Rejection badName(BlobVersion blob) {
        return new Rejection(
                Reason.BAD_NAME,
                blob.name(),
                "",
                "it cannot be opened by this name, which is longer than 1,024 characters, is not UTF-8, or holds a control character",
                "upload it under another name");
    }
}
