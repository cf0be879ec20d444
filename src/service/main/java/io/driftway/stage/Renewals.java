package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Ledger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the attempts that this process works on. It stops renewing an attempt when the work ends, or when another replica has taken it over. */
public final class Renewals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

    private final Ledger ledger;
    private final Map<String, Work> works = new ConcurrentHashMap<>();
    /** A thread of its own: the routes' are at work when there is something to renew. */
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("renewals").daemon().factory());

    private record Work(BlobVersion blob, int attempt, Exchange exchange) {}

    public Renewals(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Renews from now on in this rhythm, which is to be quicker than attempts grow old. */
    public Renewals every(Duration period) {
        long millis = Math.max(1, period.toMillis());
        clock.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS);
        return this;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** From now on, to the end of the exchange. */
    void begin(BlobVersion blob, int attempt, Exchange exchange) {
        Work work = new Work(blob, attempt, exchange);
        works.put(blob.batchId(), work);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                works.remove(blob.batchId(), work);
            }
        });
    }

    /** A store that does not answer is asked again the next time. */
    void renew() {
        works.values().forEach(work -> {
            try {
                renew(work);
            } catch (RuntimeException failing) {
                LOG.atWarn()
                        .addKeyValue("batch", work.blob().batchId())
                        .addKeyValue("cause", failing.getMessage())
                        .log("the store did not accept the renewal of an attempt; the next renewal tries again");
            }
        });
    }

    private void renew(Work work) {
        if (!ledger.renew(work.blob(), work.attempt())
                && works.remove(work.blob().batchId(), work)) {
            work.exchange().setRouteStop(true);
            LOG.atWarn()
                    .addKeyValue("batch", work.blob().batchId())
                    .addKeyValue("attempt", work.attempt())
                    .log(
                            "another replica took over the batch, so this one stops work on it; check whether this process was paused");
        }
    }
}
