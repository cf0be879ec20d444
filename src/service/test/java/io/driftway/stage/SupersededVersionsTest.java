package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupersededVersionsTest {

    private static final Instant NOW = new SettableClock().instant();

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger = ledger();

    private Ledger ledger() {
        return new Ledger(store, new JsonRecords(), new ClaimRules("one", 5, 20, Duration.ofSeconds(30)), clock);
    }

    private static BlobVersion blob(String name, String etag) {
        return new BlobVersion("account", "container", "incoming/" + name, etag, 1, NOW);
    }

    private List<String> superseded() {
        return store.list(Keys.SUPERSEDED).stream()
                .map(version -> version.key())
                .toList();
    }

    @Test
    void aVersionThatWaitedAndIsOverwrittenEndsAsThat() {
        SupersededVersions superseded = new SupersededVersions(ledger, LargeBatches.none());
        superseded.note(List.of(blob("a.csv", "0x1")), null);

        superseded.note(List.of(blob("a.csv", "0x2")), null);

        assertThat(superseded())
                .containsExactly("superseded/" + blob("a.csv", "0x1").batchId() + ".json");
    }

    @Test
    void whatAProcessBeforeThisOneHadBegunIsKnown() {
        ledger.claim(blob("a.csv", "0x1"));

        SupersededVersions restarted = new SupersededVersions(ledger(), LargeBatches.none());
        restarted.recallLately();
        restarted.note(List.of(), null);

        assertThat(superseded()).hasSize(1);
    }

    @Test
    void whatAProcessOfLongAgoHadBegunIsKnownAfterALookAtAll() {
        BlobVersion old =
                new BlobVersion("account", "container", "incoming/a.csv", "0x1", 1, NOW.minus(Duration.ofDays(90)));
        ledger.claim(old);
        SupersededVersions restarted = new SupersededVersions(ledger(), LargeBatches.none());
        restarted.recallLately();
        restarted.note(List.of(), null);
        assertThat(superseded()).isEmpty();

        restarted.recall();
        restarted.note(List.of(), null);

        assertThat(superseded()).hasSize(1);
    }

    @Test
    void whatIsInAFolderThatWasNotListedIsNotMissed() {
        SupersededVersions superseded = new SupersededVersions(ledger, LargeBatches.none());
        superseded.note(List.of(blob("2026/a.csv", "0x1"), blob("2027/a.csv", "0x1")), null);

        superseded.note(List.of(), List.of("incoming/2027/"));

        assertThat(superseded())
                .containsExactly("superseded/" + blob("2027/a.csv", "0x1").batchId() + ".json");
        assertThat(superseded.names()).containsExactly("incoming/2026/a.csv");
        assertThat(superseded.waits("incoming/2026/a.csv")).isTrue();
        assertThat(superseded.waits("incoming/2027/a.csv")).isFalse();
    }

    @Test
    void whatIsStillListedWaits() {
        SupersededVersions superseded = new SupersededVersions(ledger, LargeBatches.none());

        assertThat(superseded.note(List.of(blob("a.csv", "0x1")), null)).hasSize(1);
        superseded.note(List.of(blob("a.csv", "0x1")), null);

        assertThat(superseded()).isEmpty();
    }

    @Test
    void whatIsNoBatchIsNotMissed() {
        SupersededVersions superseded = new SupersededVersions(ledger, LargeBatches.none());
        superseded.note(List.of(blob("_a.tmp", "0x1")), null);

        superseded.note(List.of(), null);

        assertThat(superseded()).isEmpty();
    }
}
