package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.ColumnCounts;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Verdict;
import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionLogTest {

    private static final int LONGEST = 4;
    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final ChampionPointer NEXT = new ChampionPointer("model", "reference", "schema", 2, null);
    private static final Verdict STABLE = new Verdict.Stable(new Evidence.Share(0.0, 0, 0.05, 1, 0, List.of()));

    private final MemoryStore store = new MemoryStore(new SettableClock());
    private final Ledger ledger = new Ledger(
            store, new JsonRecords(), new ClaimRules("replica", 5, 20, Duration.ofMinutes(1)), new SettableClock());
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
        return log.decide(
                        champion,
                        log.arrived(champion, batch, List.of("bytes of " + batch), LONGEST),
                        LONGEST,
                        (history, repeat) -> decide(batch, rows, history))
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

    private DecisionLog.Arrival arrived(DecisionLog log, String batch, String... contents) {
        return log.arrived(CHAMPION, batch, List.of(contents), LONGEST);
    }

    private DecisionLog.@Nullable Repeat repeats(DecisionLog log, DecisionLog.Arrival arrival) {
        return log.decide(CHAMPION, arrival, LONGEST, (history, repeat) -> decide(arrival.batchId(), 1, history))
                .repeats();
    }

    @Test
    void theOrderOfTheLogSaysWhichBatchRepeatsWhichAndNotTheOrderOfTheNotes() {
        DecisionLog mine = log();
        DecisionLog other = log();
        DecisionLog.Arrival younger = arrived(other, "younger", "bytes", "rows");
        DecisionLog.Arrival older = arrived(mine, "older", "other bytes", "rows");

        assertThat(repeats(mine, older)).isNull();
        assertThat(repeats(other, younger)).isEqualTo(new DecisionLog.Repeat("older", false));
        assertThat(repeats(log(), arrived(log(), "third", "bytes", "rows")))
                .isEqualTo(new DecisionLog.Repeat("younger", true));
    }

    @Test
    void aBatchThatIsBegunAgainRepeatsWhatItRepeatedTheFirstTime() {
        DecisionLog log = log();
        assertThat(repeats(log, arrived(log, "first", "bytes"))).isNull();
        assertThat(repeats(log, arrived(log, "second", "bytes"))).isEqualTo(new DecisionLog.Repeat("first", true));
        assertThat(repeats(log(), arrived(log(), "first", "bytes"))).isNull();
        assertThat(repeats(log(), arrived(log(), "second", "bytes"))).isEqualTo(new DecisionLog.Repeat("first", true));
    }

    @Test
    void whatWasNotedAndNeverDecidedIsRepeatedByNone() {
        arrived(log(), "gone", "bytes");
        assertThat(repeats(log(), arrived(log(), "here", "bytes"))).isNull();
        assertThat(new Contents(store, new JsonRecords()).first("bytes")).contains("here");
    }

    @Test
    void aBatchOfAnEarlierTermIsRepeatedWhenItHasAVerdict() {
        BlobVersion blob = new BlobVersion("account", "container", "incoming/a", "etag", 10, Instant.EPOCH);
        log().arrived(NEXT, blob.batchId(), List.of("bytes"), LONGEST);
        ledger.supersede(blob);
        assertThat(repeats(log(), arrived(log(), "after", "bytes"))).isNull();

        VerdictRecord judged = Named.verdict("judged", Instant.EPOCH, 0.0);
        log().arrived(NEXT, judged.batchId(), List.of("others"), LONGEST);
        ledger.commit(judged);
        assertThat(repeats(log(), arrived(log(), "last", "others")))
                .isEqualTo(new DecisionLog.Repeat(judged.batchId(), true));
    }

    /** However much others decide between its note and its turn. */
    @Test
    void aBatchThatComesToItsTurnVeryLateAsksAgain() {
        DecisionLog late = log();
        DecisionLog.Arrival arrival = arrived(late, "late", "bytes");
        DecisionLog other = log();
        VerdictRecord before = Named.verdict("before", Instant.EPOCH, 0.0);
        assertThat(repeats(other, arrived(other, before.batchId(), "bytes"))).isNull();
        ledger.commit(before);
        for (int batch = 0; batch < 600; batch++) {
            decide(other, CHAMPION, "batch" + batch, 1);
        }
        assertThat(repeats(late, arrival)).isEqualTo(new DecisionLog.Repeat("before", true));
    }

    @Test
    void entriesStandSixteenOnAPageAndOneReadTellsOfAll() {
        DecisionLog mine = log();
        decide(mine, CHAMPION, "batch0", 1);
        DecisionLog other = log();
        for (int batch = 1; batch < 40; batch++) {
            decide(other, CHAMPION, "batch" + batch, 1);
        }
        assertThat(store.list("decisions/"))
                .extracting(version -> version.key().substring(version.key().lastIndexOf('/') + 1))
                .containsExactly("00000001.json", "00000002.json", "00000003.json");
        store.log().clear();
        mine.refresh(CHAMPION, LONGEST);
        assertThat(store.log()).hasSize(3).allMatch(call -> call.startsWith("get decisions/"));
        assertThat(mine.isKnown(CHAMPION, "batch39", LONGEST)).isTrue();

        store.log().clear();
        mine.refresh(CHAMPION, LONGEST);
        assertThat(store.log()).hasSize(1);
        List<Long> positions = new ArrayList<>();
        log().each(CHAMPION, entry -> positions.add(entry.place()));
        assertThat(positions).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void theLogOfAnEarlierReleaseIsGoneOnWith() {
        String term = "decisions/" + Episode.id("model", "reference", 1) + "/";
        for (int entry = 1; entry <= 3; entry++) {
            store.putIfAbsent(
                    term + "0000000" + entry + ".json",
                    ("{\"format\":1,\"subject\":\"old" + entry
                                    + "\",\"counts\":{\"rows\":1,\"columns\":[],\"leaves\":[]},\"memory\":{\"seen\":"
                                    + entry
                                    + ",\"clean\":1,\"spent\":0.0,\"alarms\":[],\"confirmed\":[],\"wealth\":[]},\"labels\":null}")
                            .getBytes(UTF_8));
        }
        assertThat(decide(log(), CHAMPION, "new", 1)).isEqualTo(4);
        assertThat(seen.getLast().memory().seen()).isEqualTo(3);
        assertThat(decide(log(), CHAMPION, "old2", 1)).isEqualTo(2);
        assertThat(decide(log(), CHAMPION, "newer", 1)).isEqualTo(5);
        List<String> subjects = new ArrayList<>();
        log().each(CHAMPION, entry -> subjects.add(entry.place() + entry.subject()));
        assertThat(subjects).containsExactly("1old1", "2old2", "3old3", "4new", "5newer");
    }

    @Test
    void anEntryOutOfPlaceIsNamed() {
        decide(log(), CHAMPION, "a", 1);
        String page = store.list("decisions/").getFirst().key();
        ObjectStore.Stored stored = store.get(page).orElseThrow();
        String line = new String(stored.content(), UTF_8);
        store.putIfMatch(
                page, (line + "\n" + line).getBytes(UTF_8), stored.version().etag());
        assertThatThrownBy(() -> decide(log(), CHAMPION, "b", 1))
                .isInstanceOf(MalformedRecord.class)
                .hasMessageContaining(page)
                .hasMessageContaining("an entry with the position 1 after 1");
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
                                                log.arrived(CHAMPION, process + "/" + batch, List.of(), LONGEST),
                                                LONGEST,
                                                (history, repeat) -> new Decision(
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
