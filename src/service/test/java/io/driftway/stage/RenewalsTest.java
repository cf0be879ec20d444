package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.Claim;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

class RenewalsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private static BlobVersion blob(int number) {
        return new BlobVersion("a", "c", "incoming/" + number + ".csv", "0x" + number, 1, Instant.EPOCH);
    }

    private static Ledger ledger(MemoryStore store, SettableClock clock, String replica) {
        return new Ledger(store, new JsonRecords(), new ClaimRules(replica, 5, 20, TIMEOUT), clock);
    }

    /** A replica that works on one batch after the other, each for five times the timeout. */
    private static final class Replica {

        private static final Duration WORK = TIMEOUT.multipliedBy(5);

        private final Ledger ledger;
        private final Renewals renewals;
        private Exchange exchange = new DefaultExchange(CAMEL);
        private Instant done = Instant.MAX;

        Replica(MemoryStore store, SettableClock clock, String name) {
            this.ledger = ledger(store, clock, name);
            this.renewals = new Renewals(ledger);
        }

        void tick(List<BlobVersion> inbox, Instant now) {
            if (!done.equals(Instant.MAX) && !now.isBefore(done)) {
                BlobVersion blob = exchange.getProperty(IngestStage.BLOB, BlobVersion.class);
                ledger.quarantine(blob, new Rejection(Reason.EMPTY, blob.name(), "", "nothing", "write"));
                UnitOfWorkHelper.doneSynchronizations(
                        exchange, exchange.getExchangeExtension().handoverCompletions());
                done = Instant.MAX;
            }
            for (BlobVersion blob : done.equals(Instant.MAX) ? inbox : List.<BlobVersion>of()) {
                if (ledger.claim(blob) instanceof Claim.Granted(int attempt)) {
                    exchange = new DefaultExchange(CAMEL);
                    exchange.setProperty(IngestStage.BLOB, blob);
                    renewals.begin(blob, attempt, exchange);
                    done = now.plus(WORK);
                    return;
                }
            }
        }
    }

    /** How often twelve batches are begun by six replicas. */
    private static long begun(boolean renewing) {
        SettableClock clock = new SettableClock();
        MemoryStore store = new MemoryStore(clock);
        List<BlobVersion> inbox =
                IntStream.range(0, 12).mapToObj(RenewalsTest::blob).toList();
        List<Replica> replicas = IntStream.range(0, 6)
                .mapToObj(i -> new Replica(store, clock, "replica-" + i))
                .toList();
        for (int tick = 0; tick < 1_000 && store.list("ended/").size() < inbox.size(); tick++) {
            replicas.forEach(replica -> replica.tick(inbox, clock.instant()));
            clock.advance(TIMEOUT.dividedBy(3));
            if (renewing) {
                replicas.forEach(replica -> replica.renewals.renew());
            }
        }
        assertThat(store.list("ended/")).hasSize(inbox.size());
        return store.list("ledger/").stream()
                .filter(version -> version.key().contains("/attempt-"))
                .count();
    }

    @Test
    void aBatchThatTakesLongerThanTheTimeoutIsBegunOnceHoweverManyReplicasLook() {
        assertThat(begun(true)).isEqualTo(12);
        assertThat(begun(false)).as("were nothing renewed").isGreaterThan(18);
    }

    @Test
    void eachOfSeveralBatchesAtATimeIsRenewedUntilItsOwnEnd() {
        SettableClock clock = new SettableClock();
        MemoryStore store = new MemoryStore(clock);
        Ledger own = ledger(store, clock, "own");
        Renewals renewals = new Renewals(own);
        List<Exchange> underWay = IntStream.range(0, 3)
                .<Exchange>mapToObj(i -> {
                    Exchange exchange = new DefaultExchange(CAMEL);
                    renewals.begin(blob(i), ((Claim.Granted) own.claim(blob(i))).attempt(), exchange);
                    return exchange;
                })
                .toList();
        for (int i = 0; i < 5; i++) {
            clock.advance(TIMEOUT.dividedBy(3));
            renewals.renew();
        }
        IntStream.range(0, 3)
                .forEach(i ->
                        assertThat(ledger(store, clock, "other").claim(blob(i))).isEqualTo(new Claim.Busy()));

        UnitOfWorkHelper.doneSynchronizations(
                underWay.get(1), underWay.get(1).getExchangeExtension().handoverCompletions());
        clock.advance(TIMEOUT.dividedBy(2));
        renewals.renew();
        clock.advance(TIMEOUT.dividedBy(2));

        assertThat(ledger(store, clock, "other").claim(blob(0))).isEqualTo(new Claim.Busy());
        assertThat(ledger(store, clock, "other").claim(blob(1))).isEqualTo(new Claim.Granted(2));
        assertThat(ledger(store, clock, "other").claim(blob(2))).isEqualTo(new Claim.Busy());
    }

    @Test
    void whatAnotherReplicaHasTakenOverStopsAtItsNextStepAndWhatIsDoneIsNotRenewed() throws Exception {
        SettableClock clock = new SettableClock();
        MemoryStore store = new MemoryStore(clock);
        Ledger own = ledger(store, clock, "own");
        Renewals renewals = new Renewals(own);
        List<BlobVersion> reached = new ArrayList<>();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:poll").split(body()).to("direct:claim");
                    from("direct:claim")
                            .process(exchange -> {
                                BlobVersion blob = exchange.getMessage().getBody(BlobVersion.class);
                                Claim.Granted granted = (Claim.Granted) own.claim(blob);
                                renewals.begin(blob, granted.attempt(), exchange);
                            })
                            .to("direct:work");
                    from("direct:work")
                            .process(exchange -> {
                                BlobVersion blob = exchange.getMessage().getBody(BlobVersion.class);
                                clock.advance(TIMEOUT);
                                if (blob.equals(blob(1))) {
                                    assertThat(ledger(store, clock, "other").claim(blob))
                                            .isEqualTo(new Claim.Granted(2));
                                }
                                renewals.renew();
                            })
                            .process(exchange ->
                                    reached.add(exchange.getMessage().getBody(BlobVersion.class)));
                }
            });
            camel.start();

            camel.createProducerTemplate().sendBody("direct:poll", List.of(blob(1), blob(2)));
        }

        assertThat(reached).containsExactly(blob(2));
        store.log().clear();
        renewals.renew();
        assertThat(store.log()).isEmpty();
    }
}
