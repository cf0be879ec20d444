package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class VerdictLogTest {

    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);

    /** So many verdicts that they are noted. */
    private static final int NOTED = 2 * VerdictLog.NOTED_EVERY;

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

    private void commitStable(int first, int count) {
        for (int i = first; i < first + count; i++) {
            commit(i, false);
        }
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
    void anAskIsFoundHoweverManyVerdictsCameBeforeTheNextLook() {
        log.refresh();
        VerdictRecord ask = commit(0, true);
        commitStable(1, VerdictLog.KEPT + 100);

        log.refresh();

        assertThat(log.asking(CHAMPION)).contains(ask);
        assertThat(log.newestFirst()).hasSize(VerdictLog.KEPT);
    }

    @Test
    void whatIsShownLeavesTheRestToBeReadLater() {
        VerdictRecord ask = commit(0, true);
        commitStable(1, VerdictLog.KEPT);

        log.refreshNewest();
        assertThat(log.newestFirst()).hasSize(VerdictLog.KEPT);
        assertThat(log.asking(CHAMPION)).isEmpty();

        log.refresh();
        assertThat(log.asking(CHAMPION)).contains(ask);
    }

    @Test
    void theFirstAndTheNewestThatAskedAreKnownToAProcessThatStarts() {
        VerdictRecord first = commit(0, true);
        commit(1, true);
        VerdictRecord newest = commit(2, true);
        commitStable(3, 3 * VerdictLog.NOTED_EVERY);
        log.refresh();
        store.log().clear();

        VerdictLog started = new VerdictLog(store, new JsonRecords());
        started.refresh();

        assertThat(started.asking(CHAMPION)).contains(first);
        assertThat(started.newestAsking(CHAMPION)).contains(newest);
        assertThat(store.log().stream().filter(call -> call.startsWith("get verdicts/")))
                .hasSizeLessThan(VerdictLog.KEPT + VerdictLog.NOTED_EVERY + 3);
    }

    @Test
    void aStartReadsWhatIsShownAndWhatAskedAndNotWhatOthersHaveRead() {
        VerdictRecord ask = commit(0, true);
        commitStable(1, 3 * VerdictLog.NOTED_EVERY);
        log.refresh();
        store.log().clear();

        VerdictLog started = new VerdictLog(store, new JsonRecords());
        started.refresh();

        assertThat(started.asking(CHAMPION)).contains(ask);
        assertThat(store.log().stream().filter(call -> call.startsWith("get verdicts/")))
                .hasSizeBetween(VerdictLog.KEPT + 1, VerdictLog.KEPT + VerdictLog.NOTED_EVERY);
    }

    @Test
    void aVerdictThatTheNoteDoesNotKnowIsFoundThoughItIsOlder() {
        commitStable(1, NOTED);
        log.refresh();
        clock.advance(Duration.ofDays(-1));
        VerdictRecord ask = commit(0, true);

        VerdictLog started = new VerdictLog(store, new JsonRecords());
        started.refresh();

        assertThat(started.asking(CHAMPION)).contains(ask);
    }

    @Test
    void aNoteThatCannotBeReadCostsReadingEverything() {
        VerdictRecord ask = commit(0, true);
        commitStable(1, NOTED);
        store.putIfAbsent(Keys.VERDICTS_READ, new byte[] {'{'});

        log.refresh();

        assertThat(log.asking(CHAMPION)).contains(ask);
        VerdictLog started = new VerdictLog(store, new JsonRecords());
        store.log().clear();
        started.refresh();
        assertThat(store.log()).as("the note was written anew").hasSizeLessThan(NOTED);
    }

    @Test
    void aFirstLookThatIsCutShortIsGoneOnWithByTheNextStart() {
        VerdictRecord ask = commit(0, true);
        commitStable(1, 3 * VerdictLog.NOTED_EVERY);
        String late = store.list(Keys.VERDICTS).stream()
                .sorted(Comparator.comparing(ObjectStore.Version::lastModified))
                .toList()
                .get(2 * VerdictLog.NOTED_EVERY)
                .key();
        store.failAt(late);
        assertThatThrownBy(log::refresh).isInstanceOf(UncheckedIOException.class);
        store.failAt("");
        store.log().clear();

        VerdictLog started = new VerdictLog(store, new JsonRecords());
        started.refresh();

        assertThat(started.asking(CHAMPION)).contains(ask);
        assertThat(store.log().stream().filter(call -> call.startsWith("get verdicts/")))
                .hasSizeBetween(VerdictLog.NOTED_EVERY, 2 * VerdictLog.NOTED_EVERY);
    }

    @Test
    void aRecordThatCannotBeReadStopsNoOther() {
        VerdictRecord good = commit(1, false);
        store.putIfAbsent(Keys.record(Keys.VERDICTS, "broken"), new byte[] {'{'});
        log.refresh();

        assertThat(log.newestFirst()).containsExactly(good);
    }
}
