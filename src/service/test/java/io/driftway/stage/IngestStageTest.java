package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.StoreFailures;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Patience;
import io.driftway.support.SettableClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

/** The two ends of a batch that does not get through: how it is begun, and how its failure is noted. */
class IngestStageTest {

    private static final long MAX_BYTES = 1_000;

    private static final int ATTEMPTS = 2;

    private int ended;
    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger = new Ledger(
            store, new JsonRecords(), new ClaimRules("replica", ATTEMPTS, 20, Duration.ofSeconds(30)), clock);
    private final Backoff backoff = new Backoff(clock);
    private final IngestStage ingest = new IngestStage(
            ledger,
            new Renewals(ledger),
            new ChampionInService(),
            backoff,
            new QuietPeriod(Duration.ZERO, clock),
            name -> !name.contains("\u0001"),
            Turns.any(ledger),
            new BatchMemory(Long.MAX_VALUE),
            MAX_BYTES,
            LargeBatches.none());
    private final FailureStage failures = new FailureStage(
            ledger,
            store,
            backoff,
            new StoreFailures() {
                @Override
                public boolean versionGone(Throwable failure) {
                    return failure instanceof IllegalStateException;
                }

                @Override
                public boolean isInfrastructure(Throwable failure) {
                    return failure instanceof UncheckedIOException;
                }
            },
            () -> ended++);

    private static BlobVersion blob(String name, int age) {
        return new BlobVersion("account", "container", name, "0x1", 1, Instant.EPOCH.minusSeconds(age));
    }

    private Object begin(BlobVersion blob, Exception failure) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(IngestStage.BLOB, blob);
        Object next = ingest.claim(blob, exchange);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        if (next instanceof BlobVersion) {
            failures.failed(exchange);
        }
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        return next;
    }

    @Test
    void theOldestBatchComesFirstAndWhatWritersLeaveBehindIsNoBatch() {
        List<BlobVersion> pending = ingest.pending(List.of(
                blob("incoming/b.csv", 1),
                blob("incoming/a.csv", 2),
                blob("incoming/_SUCCESS", 3),
                blob("incoming/.hidden.csv", 3),
                blob("incoming/c.csv.tmp", 3),
                blob("incoming/folder/", 3)));

        assertThat(pending).extracting(BlobVersion::name).containsExactly("incoming/a.csv", "incoming/b.csv");
    }

    private static BlobVersion sized(long bytes) {
        return new BlobVersion("account", "container", "incoming/" + bytes + ".csv", "0x1", bytes, Instant.EPOCH);
    }

    @Test
    void aBlobAtTheLimitIsOpenedAndOnePastItIsSetAsideUnread() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());

        assertThat(ingest.claim(sized(MAX_BYTES), exchange)).isEqualTo(sized(MAX_BYTES));
        assertThat(ingest.claim(sized(MAX_BYTES + 1), exchange)).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(rejection.line())
                    .isEqualTo("incoming/1001.csv: 1,001 bytes are more than the limit of 1,000;"
                            + " upload it in parts, or raise driftway.ingest.max-size");
        });
    }

    @Test
    void aBlobWhoseNameTheStoreCannotOpenIsSetAside() {
        BlobVersion blob = blob("incoming/a\u0001.csv", 1);

        Object next = ingest.claim(blob, new DefaultExchange(new DefaultCamelContext()));

        assertThat(next).isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                .isEqualTo(Reason.BAD_NAME));
    }

    @Test
    void withoutAChampionNothingIsBegun() {
        assertThat(ingest.due(List.of(blob("incoming/a.csv", 1)))).isEmpty();
        assertThat(store.log()).isEmpty();
    }

    @Test
    void aBatchThatFailsOfItselfIsSetAsideAfterItsLastAttempt() {
        BlobVersion blob = blob("incoming/a.csv", 1);
        for (int i = 0; i < ATTEMPTS; i++) {
            assertThat(begin(blob, new ArithmeticException("a fault of the stage")))
                    .isEqualTo(blob);
        }

        assertThat(begin(blob, new ArithmeticException()))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                        .isEqualTo(Reason.ATTEMPTS_EXHAUSTED));
    }

    @Test
    void aVersionThatTheStoreHoldsAfterAllIsTriedAgain() {
        String etag = store.putIfAbsent("incoming/a.csv", new byte[1]).orElseThrow();
        BlobVersion blob = new BlobVersion("account", "container", "incoming/a.csv", etag, 1, clock.instant());

        for (int i = 0; i < ATTEMPTS + 1; i++) {
            assertThat(begin(blob, new IllegalStateException("404"))).isEqualTo(blob);
            assertThat(ingest.pending(List.of(blob))).containsExactly(blob);
        }

        store.putIfMatch("incoming/a.csv", new byte[2], etag);
        begin(blob, new IllegalStateException("404"));
        assertThat(ingest.pending(List.of(blob))).isEmpty();
    }

    @Test
    void aBatchThatFailsBecauseTheWorldDoesIsTriedForAsLongAsItTakes() {
        BlobVersion blob = blob("incoming/a.csv", 1);
        UncheckedIOException world = new UncheckedIOException(new java.io.IOException("connection reset"));

        for (int i = 0; i < 10 * ATTEMPTS; i++) {
            assertThat(begin(blob, world)).isEqualTo(blob);
        }
    }

    @Test
    void aBatchThatTakesAllMemoryIsChargedBeforeTheProcessEnds() {
        BlobVersion blob = blob("incoming/a.csv", 1);
        Exception asCamelHandsItOn =
                new CamelExecutionException("in a step", null, new OutOfMemoryError("Java heap space"));
        for (int i = 1; i <= ATTEMPTS; i++) {
            begin(blob, asCamelHandsItOn);
            assertThat(ended).isEqualTo(i);
        }

        assertThat(begin(blob, asCamelHandsItOn))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.line())
                        .contains("it failed 2 times, and 0 times the process ended without telling why"));
    }

    @Test
    void aStackThatOverflowsIsTheBatchsFaultAndNotTheEnd() {
        BlobVersion blob = blob("incoming/a.csv", 1);
        for (int i = 1; i <= ATTEMPTS; i++) {
            begin(blob, new RuntimeException(new StackOverflowError()));
        }

        assertThat(begin(blob, new RuntimeException())).isInstanceOf(Rejection.class);
        assertThat(ended).isZero();
    }

    @Test
    void whatAProcessMayHaveDiedOverIsBegunAlone() throws Exception {
        BlobVersion suspect = blob("incoming/a.csv", 2);
        new Ledger(store, new JsonRecords(), new ClaimRules("replica", ATTEMPTS, 20, Duration.ofSeconds(30)), clock)
                .claim(suspect);
        ledger.begun();
        Exchange neighbour = new DefaultExchange(new DefaultCamelContext());
        ingest.claim(blob("incoming/b.csv", 1), neighbour);

        CompletableFuture<Object> begun = CompletableFuture.supplyAsync(
                () -> ingest.claim(suspect, new DefaultExchange(new DefaultCamelContext())),
                Thread::startVirtualThread);
        assertThat(begun).isNotDone();
        UnitOfWorkHelper.doneSynchronizations(
                neighbour, neighbour.getExchangeExtension().handoverCompletions());

        assertThat(begun.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(suspect);
    }

    @Test
    void aFailedBatchIsLeftAloneForAWhileThatGrows() {
        BlobVersion blob = blob("incoming/a.csv", 1);
        begin(blob, new ArithmeticException());
        assertThat(backoff.isOver(blob.batchId())).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(backoff.isOver(blob.batchId())).isTrue();

        begin(blob, new ArithmeticException());
        clock.advance(Duration.ofSeconds(2));
        assertThat(backoff.isOver(blob.batchId())).isFalse();
    }

    @Test
    void aVersionThatIsGoneIsSupersededAndHasEnded() {
        BlobVersion blob = blob("incoming/a.csv", 1);

        begin(blob, new IllegalStateException("overwritten"));

        assertThat(store.list(Keys.SUPERSEDED)).hasSize(1);
        assertThat(ingest.pending(List.of(blob))).isEmpty();
    }
}
