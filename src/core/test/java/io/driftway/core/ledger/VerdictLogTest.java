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
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictLogTest {

    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);

    /** So many verdicts that they are noted. */
    private static final int NOTED = 2 * VerdictLog.NOTED_EVERY;

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger =
            new Ledger(store, new JsonRecords(), new ClaimRules("one", 5, 20, Duration.ofMinutes(10)), clock);
    private final Ledger other =
            new Ledger(store, new JsonRecords(), new ClaimRules("other", 5, 20, Duration.ofMinutes(10)), clock);
    private final VerdictLog log = new VerdictLog(store, new JsonRecords());

    private VerdictRecord commit(int number, boolean retrain) {
        clock.advance(Duration.ofSeconds(1));
        return commit(number, retrain, clock.instant());
    }

    private VerdictRecord commit(int number, boolean retrain, Instant lastModified) {
        BlobVersion blob = blob(number, lastModified);
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
        other.commit(verdict);
        return verdict;
    }

    private static BlobVersion blob(int number, Instant lastModified) {
        return new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, lastModified);
    }

    private static String key(VerdictRecord verdict) {
        return Keys.record(Keys.VERDICTS, verdict.source());
    }

    /** As a release before this one left them. */
    private void withoutHours() {
        for (ObjectStore.Version version : store.list(Keys.VERDICTS)) {
            String id = Keys.id(Keys.VERDICTS, version.key());
            store.putIfAbsent(
                    "verdicts/" + id + ".json",
                    store.get(version.key()).orElseThrow().content());
            store.remove(version.key());
        }
    }

    private VerdictLog watching() {
        return VerdictLog.watching(store, new JsonRecords(), clock, ledger::hoursAtWork);
    }

    private long reads() {
        return store.log().stream()
                .filter(call -> call.startsWith("get verdicts/"))
                .count();
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

        assertThat(store.log()).containsOnlyOnce("get " + key(verdict));
    }

    @Test
    void aVerdictThatAFailingStoreKeptBackIsReadByTheNextRefresh() {
        VerdictRecord verdict = commit(1, true);
        store.failAt(key(verdict));
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
        assertThat(reads()).isLessThan(VerdictLog.KEPT + VerdictLog.NOTED_EVERY + 3);
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
        assertThat(reads()).isEqualTo(VerdictLog.KEPT);
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
        for (int hour = 0; hour < 30; hour++) {
            clock.advance(Duration.ofHours(1));
            commitStable(1 + 100 * hour, 100);
        }
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
        assertThat(reads()).isBetween(1_000L, 2_000L);
    }

    @Test
    void aRecordThatCannotBeReadStopsNoOther() {
        VerdictRecord good = commit(1, false);
        store.putIfAbsent(Keys.record(Keys.VERDICTS, "broken"), new byte[] {'{'});
        log.refresh();

        assertThat(log.newestFirst()).containsExactly(good);
    }

    @Test
    void aLogThatWatchesListsOnlyTheHoursInWhichSomethingMayHaveCome() {
        clock.advance(Duration.ofDays(-60));
        commitStable(1, 10);
        clock.advance(Duration.ofDays(60));
        VerdictLog watching = watching();
        watching.refresh();
        store.log().clear();

        VerdictRecord ask = commit(100, true);
        watching.refresh();

        assertThat(watching.asking(CHAMPION)).contains(ask);
        assertThat(store.log().stream().filter(call -> call.startsWith("list ")))
                .containsExactlyInAnyOrder("list verdicts/hours/2026-03-01T11", "list verdicts/hours/2026-03-01T12");
    }

    @Test
    void aVerdictOnABatchOfLongAgoIsFoundWhereTheBatchWaitedAndOtherwiseByALookAtAll() {
        VerdictLog watching = watching();
        watching.refresh();
        Instant longAgo = clock.instant().minus(Duration.ofDays(100));
        ledger.recall(List.of(blob(1, longAgo)));
        VerdictRecord waited = commit(1, true, longAgo);

        watching.refresh();
        assertThat(watching.asking(CHAMPION)).contains(waited);

        clock.advance(Duration.ofHours(1));
        VerdictRecord ask = commit(2, true, longAgo);
        watching.refresh();
        assertThat(watching.newestAsking(CHAMPION)).contains(waited);
        watching.refreshAll();
        assertThat(watching.newestAsking(CHAMPION)).contains(ask);

        VerdictLog another = VerdictLog.watching(store, new JsonRecords(), clock, List::of);
        another.refreshAll();
        assertThat(another.newestAsking(CHAMPION)).contains(ask);
    }

    @Test
    void aLogThatWatchesStartsFromTheNote() {
        VerdictRecord ask = commit(0, true);
        for (int day = 0; day < 30; day++) {
            clock.advance(Duration.ofDays(1));
            commitStable(1 + day * 100, 100);
        }
        watching().refresh();
        clock.advance(Duration.ofHours(3));
        VerdictRecord newer = commit(10_000, true);
        store.log().clear();

        VerdictLog started = watching();
        started.refresh();

        assertThat(started.asking(CHAMPION)).contains(ask);
        assertThat(started.newestAsking(CHAMPION)).contains(newer);
        assertThat(reads()).isLessThan(250);
        assertThat(store.log()).doesNotContain("list verdicts/", "list verdicts/hours/");
    }

    @Test
    void aPartOfThePastThatTheNoteDoesNotKnowIsRead() {
        Instant first = clock.instant();
        for (int day = 0; day < 20; day++) {
            clock.advance(Duration.ofDays(1));
            commitStable(1 + day * 100, 100);
        }
        log.refresh();
        VerdictRecord late = commit(10_000, true, first.plus(Duration.ofDays(3)));
        store.log().clear();

        VerdictLog started = watching();
        started.refreshAll();

        assertThat(started.asking(CHAMPION)).contains(late);
        assertThat(reads()).as("the newest, and the day that is another").isLessThanOrEqualTo(VerdictLog.KEPT + 101);
    }

    @Test
    void verdictsOfAReleaseThatNamedNoHourAreRead() {
        VerdictRecord ask = commit(0, true);
        commitStable(1, 3 * VerdictLog.NOTED_EVERY);
        withoutHours();

        VerdictLog watching = watching();
        watching.refresh();

        assertThat(watching.asking(CHAMPION)).contains(ask);
        store.log().clear();
        VerdictLog started = watching();
        started.refreshAll();
        assertThat(started.asking(CHAMPION)).contains(ask);
        assertThat(reads()).as("they are noted as read").isLessThanOrEqualTo(VerdictLog.KEPT + VerdictLog.NOTED_EVERY);
    }
}
