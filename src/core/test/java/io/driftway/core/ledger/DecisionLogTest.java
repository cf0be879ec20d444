package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.ColumnCounts;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Verdict;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecisionLogTest {

    private static final int LONGEST = 4;
    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final ChampionPointer NEXT = new ChampionPointer("model", "reference", "schema", 2, null);
    private static final Verdict STABLE = new Verdict.Stable(new Evidence.Share(0.0, 0, 0.05, 1, 0, List.of()));

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final List<History> seen = new ArrayList<>();

    private DecisionLog log() {
        return new DecisionLog(store, new JsonRecords());
    }

    private static BatchCounts counts(long rows) {
        return new BatchCounts(rows, List.of(new ColumnCounts(new long[] {rows, 0}, 0)), List.of(new long[] {rows, 1}));
    }

    /** A rule that remembers how many batches it has seen, and every batch's rows. */
    private Decision decide(String batch, long rows, History history) {
        seen.add(history);
        History.Memory before = history.memory();
        return new Decision(
                STABLE,
                history.after(
                        new History.Counted(batch, counts(rows)),
                        new History.Memory(
                                before.seen() + 1,
                                2,
                                0.1,
                                List.of(new History.Alarm(List.of(-1, 3), 2, 1, 4)),
                                List.of(5),
                                List.of(0.5, -2.5)),
                        LONGEST));
    }

    private long decide(DecisionLog log, ChampionPointer champion, String batch, long rows) {
        return log.decide(champion, batch, LONGEST, history -> decide(batch, rows, history))
                .position();
    }

    @Test
    void aBatchIsDecidedAfterAllThatWereSeenBefore() {
        DecisionLog log = log();
        for (int batch = 1; batch <= 6; batch++) {
            assertThat(decide(log, CHAMPION, "batch" + batch, batch)).isEqualTo(batch);
        }
        assertThat(seen.getFirst()).isEqualTo(History.NONE);
        assertThat(seen.getLast().memory().seen()).isEqualTo(5);
        assertThat(seen.getLast().newest())
                .extracting(History.Counted::batch)
                .containsExactly("batch2", "batch3", "batch4", "batch5");
    }

    @Test
    void aProcessThatStartsGoesOnWhereTheLastOneStopped() {
        for (int batch = 1; batch <= 150; batch++) {
            decide(log(), CHAMPION, "batch" + batch, batch);
        }
        History history = log().history(CHAMPION, LONGEST);
        assertThat(history.memory())
                .isEqualTo(new History.Memory(
                        150,
                        2,
                        0.1,
                        List.of(new History.Alarm(List.of(-1, 3), 2, 1, 4)),
                        List.of(5),
                        List.of(0.5, -2.5)));
        assertThat(history.newest())
                .usingRecursiveFieldByFieldElementComparator()
                .last()
                .satisfies(last -> {
                    assertThat(last.batch()).isEqualTo("batch150");
                    assertThat(last.counts()).usingRecursiveComparison().isEqualTo(counts(150));
                });
        assertThat(history.newest()).hasSize(LONGEST);
    }

    @Test
    void aBatchThatIsBegunAgainIsDecidedOnTheHistoryBeforeIt() {
        decide(log(), CHAMPION, "a", 1);
        decide(log(), CHAMPION, "b", 2);
        decide(log(), CHAMPION, "c", 3);
        seen.clear();
        assertThat(decide(log(), CHAMPION, "b", 2)).isEqualTo(2);
        assertThat(seen).singleElement().satisfies(history -> assertThat(history.newest())
                .extracting(History.Counted::batch)
                .containsExactly("a"));
        assertThat(log().history(CHAMPION, LONGEST).memory().seen()).isEqualTo(3);
    }

    @Test
    void whatAnotherProcessHasDecidedIsKnownAfterARefresh() {
        DecisionLog mine = log();
        decide(mine, CHAMPION, "a", 1);
        decide(log(), CHAMPION, "b", 2);
        assertThat(mine.isKnown(CHAMPION, "a", LONGEST)).isTrue();
        assertThat(mine.isKnown(CHAMPION, "b", LONGEST)).isFalse();

        mine.refresh(CHAMPION, LONGEST);

        assertThat(mine.isKnown(CHAMPION, "b", LONGEST)).isTrue();
        assertThat(mine.isKnown(NEXT, "b", LONGEST)).isFalse();
    }

    @Test
    void eachTermHasItsOwnHistory() {
        DecisionLog log = log();
        decide(log, CHAMPION, "a", 1);
        assertThat(decide(log, NEXT, "b", 1)).isEqualTo(1);
        assertThat(seen.getLast()).isEqualTo(History.NONE);
        assertThat(decide(log, CHAMPION, "c", 1)).isEqualTo(2);
    }

    @Test
    void labelsAreEnteredOnceAndEnterNoWindow() {
        DecisionLog log = log();
        decide(log, CHAMPION, "a", 1);
        for (int i = 0; i < 2; i++) {
            log.labelled(
                    CHAMPION,
                    "file",
                    3,
                    LONGEST,
                    history -> new History(
                            history.newest(), new History.Memory(1, 1, 0, List.of(), List.of(), List.of(7.0))));
        }
        decide(log(), CHAMPION, "b", 1);
        assertThat(seen.getLast().memory().wealth()).containsExactly(7.0);
        assertThat(seen.getLast().newest()).extracting(History.Counted::batch).containsExactly("a");
        assertThat(decide(log, CHAMPION, "c", 1)).isEqualTo(4);
    }

    @Test
    void noBatchIsLostAndNonePlacedTwiceWhereProcessesWriteAtOnce() throws Exception {
        int processes = 4;
        int batches = 40;
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(processes)) {
            List<Future<List<Long>>> placed = IntStream.range(0, processes)
                    .mapToObj(process -> pool.submit(() -> {
                        DecisionLog log = log();
                        start.await();
                        return IntStream.range(0, batches)
                                .mapToObj(batch -> log.decide(
                                                CHAMPION,
                                                process + "/" + batch,
                                                LONGEST,
                                                history -> new Decision(
                                                        STABLE,
                                                        history.after(
                                                                new History.Counted(process + "/" + batch, counts(1)),
                                                                new History.Memory(
                                                                        history.memory()
                                                                                        .seen()
                                                                                + 1,
                                                                        1,
                                                                        0,
                                                                        List.of(),
                                                                        List.of(),
                                                                        List.of()),
                                                                LONGEST)))
                                        .position())
                                .toList();
                    }))
                    .toList();
            start.countDown();
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> positions : placed) {
                assertThat(positions.get()).isSorted();
                all.addAll(positions.get());
            }
            assertThat(all).doesNotHaveDuplicates().hasSize(processes * batches);
        }
        assertThat(log().history(CHAMPION, LONGEST).memory().seen()).isEqualTo(processes * batches);
    }
}
