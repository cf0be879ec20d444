package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderInbox;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class WholeInboxTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final FolderInbox inbox = new FolderInbox(store, "memory", "incoming/");
    private final Ledger others = ledger("other");
    private final Ledger ledger = ledger("one");
    private final SupersededVersions superseded = new SupersededVersions(ledger, LargeBatches.none());
    private final WholeInbox whole = new WholeInbox(
            store,
            "incoming/",
            inbox::version,
            ledger,
            superseded,
            VerdictLog.watching(store, new JsonRecords(), clock, ledger::hoursAtWork),
            LargeBatches.none(),
            3);

    private Ledger ledger(String replica) {
        return new Ledger(store, new JsonRecords(), new ClaimRules(replica, 5, 20, Duration.ofSeconds(30)), clock);
    }

    private BlobVersion arrives(String name) {
        clock.advance(Duration.ofDays(1));
        store.putIfAbsent("incoming/" + name, new byte[] {'a'});
        return inbox.version(store.find("incoming/" + name).orElseThrow());
    }

    private void ends(BlobVersion blob) {
        others.claim(blob);
        others.quarantine(blob, new Rejection(Reason.EMPTY, blob.name(), "", "nothing in it", "write rows"));
    }

    @Test
    void whatHasEndedHoweverLongAgoWaitsNoMore() {
        BlobVersion ended = arrives("a.csv");
        BlobVersion waits = arrives("b.csv");
        arrives("_c.tmp");
        ends(ended);
        clock.advance(Duration.ofDays(500));

        assertThat(whole.waiting()).containsExactly(waits);
        assertThat(ledger.knownToHaveEnded(ended.batchId())).isTrue();
    }

    @Test
    void ofMoreThanOneLookTakesTheOldestAreTaken() {
        List<BlobVersion> arrived =
                List.of(arrives("e.csv"), arrives("d.csv"), arrives("c.csv"), arrives("b.csv"), arrives("a.csv"));

        assertThat(whole.waiting()).containsExactlyInAnyOrderElementsOf(arrived.subList(0, 3));

        arrived.subList(0, 3).forEach(this::ends);
        assertThat(whole.waiting()).containsExactlyInAnyOrderElementsOf(arrived.subList(3, 5));
    }

    @Test
    void whatWasBegunLongAgoAndIsGoneIsMissed() {
        BlobVersion begun = arrives("a.csv");
        others.claim(begun);
        clock.advance(Duration.ofDays(500));
        store.remove("incoming/a.csv");

        superseded.note(whole.waiting(), null);

        assertThat(ledger.knownToHaveEnded(begun.batchId())).isTrue();
        assertThat(store.list("superseded/")).hasSize(1);
    }

    @Test
    void blobsAreFoundByTheirWholeNameOnly() {
        BlobVersion blob = arrives("a.csv");
        arrives("a.csv.copy");

        assertThat(whole.named(List.of("incoming/a.csv", "incoming/gone.csv", "incoming/a"), exchange))
                .containsExactly(blob);
        assertThat(exchange.getProperty("folders"))
                .isEqualTo(List.of("incoming/a.csv", "incoming/gone.csv", "incoming/a"));
        assertThat(exchange.getProperty("byName")).isEqualTo(true);
    }
}
