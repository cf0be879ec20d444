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

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger = ledger();

    private Ledger ledger() {
        return new Ledger(store, new JsonRecords(), new ClaimRules("one", 5, 20, Duration.ofSeconds(30)), clock);
    }

    private static BlobVersion blob(String name, String etag) {
        return new BlobVersion("account", "container", "incoming/" + name, etag, 1, Instant.EPOCH);
    }

    private List<String> superseded() {
        return store.list(Keys.SUPERSEDED).stream()
                .map(version -> version.key())
                .toList();
    }

    @Test
    void aVersionThatWaitedAndIsOverwrittenEndsAsThat() {
        SupersededVersions superseded = new SupersededVersions(ledger);
        superseded.note(List.of(blob("a.csv", "0x1")));

        superseded.note(List.of(blob("a.csv", "0x2")));

        assertThat(superseded())
                .containsExactly("superseded/" + blob("a.csv", "0x1").batchId() + ".json");
    }

    @Test
    void whatAProcessBeforeThisOneHadBegunIsKnown() {
        ledger.claim(blob("a.csv", "0x1"));

        SupersededVersions restarted = new SupersededVersions(ledger());
        restarted.recall();
        restarted.note(List.of());

        assertThat(superseded()).hasSize(1);
    }

    @Test
    void whatIsStillListedWaits() {
        SupersededVersions superseded = new SupersededVersions(ledger);

        assertThat(superseded.note(List.of(blob("a.csv", "0x1")))).hasSize(1);
        superseded.note(List.of(blob("a.csv", "0x1")));

        assertThat(superseded()).isEmpty();
    }

    @Test
    void whatIsNoBatchIsNotMissed() {
        SupersededVersions superseded = new SupersededVersions(ledger);
        superseded.note(List.of(blob("_a.tmp", "0x1")));

        superseded.note(List.of());

        assertThat(superseded()).isEmpty();
    }
}
