package io.driftway.core.ledger;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndedBatchesTest {

    /** More than the log of verdicts reads by itself. */
    private static final int MANY = VerdictLog.KEPT + EndedBatches.WORTH_WRITING;

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords format = new JsonRecords();
    private final Ledger ledger = ledger("one");
    private final Ledger other = ledger("other");
    private final EndedBatches history = history(EndedBatches.KEPT);

    private Ledger ledger(String replica) {
        return new Ledger(store, format, new ClaimRules(replica, 5, 20, Duration.ofMinutes(10)), clock);
    }

    private EndedBatches history(int most) {
        return new EndedBatches(
                store,
                format,
                clock,
                VerdictLog.watching(store, format, clock, ledger::hoursAtWork),
                ledger::hoursAtWork,
                most);
    }

    private BlobVersion blob(int number) {
        return new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, clock.instant());
    }

    private void judge(int number) {
        BlobVersion blob = blob(number);
        other.commit(new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer("model", "reference", "schema", 3, null),
                "inconclusive",
                "too_few_rows",
                false,
                new VerdictRecord.Dataset(20, 2, 0.1, null, 0, 1_000, number),
                "predictions",
                "report",
                null,
                "test",
                clock.instant()));
    }

    private void judge(int first, int count, Duration apart) {
        for (int i = first; i < first + count; i++) {
            clock.advance(apart);
            judge(i);
        }
    }

    private static List<String> names(EndedBatches.View view) {
        return view.batches().stream().map(EndedBatch::name).toList();
    }

    private static EndedBatches.View whole(EndedBatches history) {
        history.refresh();
        await().atMost(PATIENCE).until(() -> history.view().whole());
        return history.view();
    }

    private long calls(String begin) {
        synchronized (store) {
            return store.log().stream().filter(call -> call.startsWith(begin)).count();
        }
    }

    @Test
    void withoutBatchesItIsWholeAndEmpty() {
        assertThat(whole(history)).isEqualTo(new EndedBatches.View(List.of(), 0, true));
    }

    @Test
    void eachEndingHasALine() {
        judge(1, 1, Duration.ofSeconds(1));
        clock.advance(Duration.ofDays(3));
        other.quarantine(blob(2), new Rejection(Reason.QUOTE, "a fault", "line 3", "", "a remedy"));
        clock.advance(Duration.ofSeconds(1));
        BlobVersion gone = blob(3);
        other.supersede(gone);

        assertThat(whole(history).batches())
                .containsExactly(
                        new EndedBatch(
                                history.view().batches().getFirst().batchId(),
                                "incoming/1",
                                "inconclusive",
                                "too_few_rows",
                                clock.instant().minusSeconds(1).minus(Duration.ofDays(3)),
                                "model",
                                3,
                                1,
                                0.1,
                                Double.NaN,
                                2,
                                20),
                        new EndedBatch(
                                history.view().batches().get(1).batchId(),
                                "incoming/2",
                                EndedBatch.QUARANTINED,
                                Reason.QUOTE.code(),
                                clock.instant().minusSeconds(1),
                                "",
                                0,
                                0,
                                Double.NaN,
                                Double.NaN,
                                0,
                                0),
                        EndedBatch.superseded(gone, clock.instant()));
    }

    @Test
    void whatAnotherReplicaEndsIsThereAfterARefreshWithoutAListingOfHistory() {
        judge(1, 5, Duration.ofDays(1));
        whole(history);
        long listings = calls("list verdicts/hours/");
        judge(6, 1, Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        BlobVersion gone = blob(7);
        other.supersede(gone);

        history.refresh();

        assertThat(names(history.view())).endsWith("incoming/5", "incoming/6", "incoming/7");
        assertThat(history.view().all()).isEqualTo(7);
        assertThat(calls("list verdicts/hours/") - listings)
                .as("the last two hours")
                .isEqualTo(2);
        assertThat(calls("list quarantine/")).isEqualTo(1);
    }

    @Test
    void aVerdictOnABatchOfLongAgoComesWithTheLooksAtAllVerdicts() {
        VerdictLog verdicts = VerdictLog.watching(store, format, clock, ledger::hoursAtWork);
        EndedBatches watching = new EndedBatches(store, format, clock, verdicts, ledger::hoursAtWork);
        judge(1, 1, Duration.ofSeconds(1));
        BlobVersion old = blob(2);
        whole(watching);
        clock.advance(Duration.ofDays(9));
        other.commit(new VerdictRecord(
                old.batchId(),
                old,
                "sha",
                new ChampionPointer("model", "reference", "schema", 3, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(20, 2, 0.1, null, 0, 1_000, 2),
                "predictions",
                "report",
                null,
                "test",
                clock.instant()));

        watching.refresh();
        assertThat(names(watching.view())).containsExactly("incoming/1");
        verdicts.refreshAll();
        watching.refresh();
        assertThat(names(watching.view())).containsExactly("incoming/1", "incoming/2");
    }

    /** The log of verdicts passes over what another replica has checked. It must not be what history has not seen. */
    @Test
    void verdictsThatAnotherReplicaHasCheckedMeanwhileComeToo() {
        VerdictLog verdicts = VerdictLog.watching(store, format, clock, ledger::hoursAtWork);
        EndedBatches watching = new EndedBatches(store, format, clock, verdicts, ledger::hoursAtWork);
        whole(watching);
        judge(1, VerdictLog.NOTED_EVERY, Duration.ofSeconds(1));
        clock.advance(Duration.ofHours(4));
        VerdictLog.watching(store, format, clock, other::hoursAtWork).refreshAll();
        assertThat(store.get(Keys.VERDICTS_READ)).isPresent();

        verdicts.refreshAll();

        assertThat(watching.view().batches()).hasSize(VerdictLog.NOTED_EVERY);
    }

    @Test
    void theNextProcessReadsADayInOneObjectAndWhatIsNotInIt() {
        judge(1, MANY, Duration.ofSeconds(1));
        List<EndedBatch> first = whole(history).batches();
        clock.advance(Duration.ofDays(2));
        judge(MANY + 1, 3, Duration.ofSeconds(1));
        store.log().clear();

        EndedBatches next = history(EndedBatches.KEPT);
        assertThat(whole(next).batches()).hasSize(MANY + 3).startsWith(first.toArray(EndedBatch[]::new));
        assertThat(calls("get verdicts/")).as("by the log of verdicts").isEqualTo(VerdictLog.KEPT);
        assertThat(calls("put history/") + calls("replace history/")).isZero();
    }

    @Test
    void aPartThatCannotBeReadIsWrittenAnew() {
        judge(1, MANY, Duration.ofSeconds(1));
        String key = "history/" + Hours.day(clock.instant()) + ".json";
        store.putIfAbsent(key, new byte[] {'{'});

        assertThat(whole(history).batches()).hasSize(MANY);

        assertThat(calls("replace " + key)).isEqualTo(1);
    }

    @Test
    void aLineWhoseRecordIsGoneIsNotShown() {
        judge(1, MANY, Duration.ofSeconds(1));
        whole(history);
        String key = store.list(Keys.VERDICTS).getFirst().key();
        store.remove(key);

        assertThat(whole(history(EndedBatches.KEPT)).batches())
                .hasSize(MANY - 1)
                .noneMatch(batch -> batch.batchId().equals(Keys.id(Keys.VERDICTS, key)));
    }

    @Test
    void theNewestAreHeldAndAllAreCounted() {
        judge(1, 10, Duration.ofDays(1));
        EndedBatches small = history(4);

        assertThat(names(whole(small))).containsExactly("incoming/7", "incoming/8", "incoming/9", "incoming/10");
        assertThat(small.view().all()).isEqualTo(10);

        judge(11, 1, Duration.ofSeconds(1));
        small.refresh();
        assertThat(names(small.view())).containsExactly("incoming/8", "incoming/9", "incoming/10", "incoming/11");
        assertThat(small.view().all()).isEqualTo(11);
    }

    @Test
    void aReadingThatFailsIsTakenUpByTheNextRefresh() {
        judge(1, 5, Duration.ofDays(1));
        other.quarantine(blob(9), new Rejection(Reason.QUOTE, "a fault", "", "", "a remedy"));
        String key = store.list(Keys.QUARANTINE).getFirst().key();
        // Older than what a refresh looks at itself.
        clock.advance(Duration.ofDays(1));
        store.failAt(key);
        history.refresh();
        await().atMost(PATIENCE).until(() -> calls("get " + key) == 1);
        assertThat(history.view().whole()).isFalse();

        store.failAt("");
        await().atMost(PATIENCE).until(() -> {
            history.refresh();
            return history.view().whole();
        });
        assertThat(history.view().batches()).hasSize(6);
    }

    @Test
    void aStoreThatIsAwayFailsTheRefresh() {
        judge(1);
        String key = store.list(Keys.VERDICTS).getFirst().key();
        store.failAt(key);

        assertThatThrownBy(history::refresh).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void manyReplicasMayReadAndWriteAtOnce() {
        judge(1, MANY, Duration.ofSeconds(1));
        List<EndedBatches> replicas = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replicas.add(history(EndedBatches.KEPT));
        }
        replicas.forEach(EndedBatches::refresh);

        assertThat(replicas)
                .allSatisfy(replica -> assertThat(whole(replica).batches()).hasSize(MANY));
    }

    /** A release before hours left them so. */
    @Test
    void verdictsWithoutAnHourHaveALine() {
        judge(1, 3, Duration.ofDays(1));
        for (ObjectStore.Version version : store.list(Keys.VERDICTS)) {
            store.putIfAbsent(
                    Keys.record(Keys.VERDICTS, Keys.id(Keys.VERDICTS, version.key())),
                    store.get(version.key()).orElseThrow().content());
            store.remove(version.key());
        }

        assertThat(names(whole(history))).containsExactly("incoming/1", "incoming/2", "incoming/3");
    }
}
