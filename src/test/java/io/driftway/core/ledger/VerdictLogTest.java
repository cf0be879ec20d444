package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.format.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerdictLogTest {

    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final VerdictLog log = new VerdictLog(store, new JsonRecords());

    private VerdictRecord commit(int number, boolean retrain) {
        clock.advance(Duration.ofSeconds(1));
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, Instant.EPOCH);
        VerdictRecord verdict = new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                CHAMPION,
                retrain ? "breach" : "stable",
                null,
                retrain,
                new VerdictRecord.Dataset(20, 2, 0.1, null, 0, 1_000, 1_000),
                "predictions",
                "report",
                null,
                "test",
                clock.instant());
        store.putIfAbsent(Keys.record(Keys.VERDICTS, verdict.batchId()), new JsonRecords().write(verdict));
        return verdict;
    }

    @Test
    void theNewestComesFirst() {
        VerdictRecord one = commit(1, false);
        VerdictRecord two = commit(2, false);
        log.refresh();

        assertThat(log.newestFirst()).containsExactly(two, one);
    }

    @Test
    void aVerdictIsReadOnce() {
        VerdictRecord verdict = commit(1, false);
        log.refresh();
        log.refresh();

        assertThat(store.log()).containsOnlyOnce("get " + Keys.record(Keys.VERDICTS, verdict.batchId()));
    }

    @Test
    void aVerdictThatAFailingStoreKeptBackIsReadByTheNextRefresh() {
        VerdictRecord verdict = commit(1, true);
        store.failAt(Keys.record(Keys.VERDICTS, verdict.batchId()));
        assertThatThrownBy(log::refresh).isInstanceOf(UncheckedIOException.class);

        store.failAt("");
        log.refresh();

        assertThat(log.asking(CHAMPION)).contains(verdict);
    }

    @Test
    void anAskIsNotForgottenHoweverManyStableVerdictsFollow() {
        VerdictRecord ask = commit(0, true);
        log.refresh();
        for (int i = 1; i <= VerdictLog.KEPT + 1; i++) {
            commit(i, false);
            log.refresh();
        }

        assertThat(log.newestFirst()).hasSize(VerdictLog.KEPT).doesNotContain(ask);
        assertThat(log.asking(CHAMPION)).contains(ask);
    }

    @Test
    void aRecordThatCannotBeReadStopsNoOther() {
        VerdictRecord good = commit(1, false);
        store.putIfAbsent(Keys.record(Keys.VERDICTS, "broken"), new byte[] {'{'});
        log.refresh();

        assertThat(log.newestFirst()).containsExactly(good);
    }
}
