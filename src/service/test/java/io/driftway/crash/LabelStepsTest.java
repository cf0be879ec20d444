package io.driftway.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Associations;
import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.ColumnCounts;
import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.History;
import io.driftway.core.decision.LabelRule;
import io.driftway.core.decision.Loss;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.Verdict;
import io.driftway.core.labels.LabelJoin;
import io.driftway.core.labels.LabelSettings;
import io.driftway.core.labels.LabelWatch;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.profile.Profile;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New labels are entered in the log of decisions: which of them, and each once, whoever dies where. */
class LabelStepsTest {

    private static final int ROWS = 20;
    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 2, null);
    private static final ChampionPointer FORMER_TERM = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("customer", ColumnType.CAT, Role.ID, List.of()),
                    new Field("churn", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");
    private static final JsonRecords FORMAT = new JsonRecords();
    private static final LabelRule LABELS = new LabelRule(0.3, 365);
    private static final EvidenceRule RULE = rule(LABELS);

    private static final Verdict VERDICT = new Verdict.Stable(new Evidence.Share(0.0, 0, 0.05, 1, 0, List.of()));

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);

    private static EvidenceRule rule(LabelRule labels) {
        double[] values = IntStream.range(0, 1_000).asDoubleStream().toArray();
        Profile profile =
                Profile.of(new Batch("r", List.of(new NumericColumn("x", values)), values.length), List.of("x"));
        return new EvidenceRule(
                profile, List.of(), null, Reference.of(profile), Associations.NONE, new Budget(1, 365, 1), labels, 10);
    }

    /** A process, with what it remembers. */
    private final class Process {
        private final ObjectStore wired;
        private final DecisionLog log;
        private final LabelJoin join;

        Process(Wire.Cut cut) {
            wired = new Wire(store, cut);
            log = new DecisionLog(wired, FORMAT);
            join = new LabelJoin(
                    wired,
                    FORMAT,
                    new Ledger(wired, FORMAT, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock),
                    new VerdictLog(wired, FORMAT),
                    new BatchFormats(),
                    new LabelSettings(Duration.ofDays(400), 400, 1_000_000, 50),
                    _ -> 0.5,
                    clock);
        }

        Process() {
            this(Wire.Cut.NONE);
        }

        Object join(BlobVersion file) {
            return join(file, new LabelWatch(log, CHAMPION, RULE));
        }

        @Nullable
        Object join(BlobVersion file, @Nullable LabelWatch watch) {
            try (InputStream content = store.open(file.name(), file.etag()).orElseThrow()) {
                return join.join(file, content, SCHEMA, watch);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        void refresh() {
            join.refresh(CHAMPION, SCHEMA, new LabelWatch(log, CHAMPION, RULE));
        }

        /** Others decide so many batches, which enter windows. */
        void decide(int batches) {
            for (int batch = 0; batch < batches; batch++) {
                String id = "other" + batch;
                log.decide(
                        CHAMPION,
                        log.arrived(CHAMPION, id, List.of(), RULE.longest()),
                        RULE.longest(),
                        (before, repeat) -> new Decision(
                                VERDICT,
                                before.after(
                                        new History.Counted(
                                                id,
                                                new BatchCounts(
                                                        1, List.of(new ColumnCounts(new long[] {1}, 0)), List.of())),
                                        before.memory(),
                                        RULE.longest())));
            }
        }
    }

    private static List<String> customers(String prefix) {
        return IntStream.range(0, ROWS).mapToObj(i -> prefix + i).toList();
    }

    /** The row at place i has the probability i / ROWS. */
    private VerdictRecord batch(
            String name, ChampionPointer champion, String outcome, List<String> ids, long labelled) {
        BlobVersion blob = labelled > 0
                ? blob("incoming/" + name)
                : new BlobVersion("a", "c", "incoming/" + name, "0x1", 1, clock.instant());
        String predictions = Keys.predictions(blob.batchId(), champion.model());
        store.putIfAbsent(
                predictions,
                IntStream.range(0, ids.size())
                        .mapToObj(i -> ids.get(i) + "," + (float) i / ROWS + "\n")
                        .collect(joining("", "customer,probability\n", ""))
                        .getBytes(UTF_8));
        VerdictRecord verdict = new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                champion,
                outcome,
                null,
                false,
                new VerdictRecord.Dataset(1, 0, 0.0, 0.0, 0, ROWS, ids.size()),
                List.of(),
                labelled,
                predictions,
                "report",
                null,
                "test",
                clock.instant(),
                null,
                null,
                null);
        new Ledger(store, FORMAT, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock).commit(verdict);
        clock.advance(Duration.ofMinutes(1));
        return verdict;
    }

    private VerdictRecord batch(String name, List<String> ids) {
        return batch(name, CHAMPION, "stable", ids, 0);
    }

    private BlobVersion labels(String name, List<String> ids) {
        store.putIfAbsent("labels/" + name, csv(ids));
        clock.advance(Duration.ofMinutes(1));
        return blob("labels/" + name);
    }

    private static byte[] csv(List<String> ids) {
        return ids.stream()
                .map(id -> id + ",No\n")
                .collect(joining("", "customer,churn\n", ""))
                .getBytes(UTF_8);
    }

    private BlobVersion blob(String key) {
        ObjectStore.Version version = store.get(key).orElseThrow().version();
        return new BlobVersion("a", "c", key, version.etag(), version.size(), version.lastModified());
    }

    /** Labels that were entered, in order. */
    private List<DecisionLog.Entry> entered() {
        List<DecisionLog.Entry> entered = new ArrayList<>();
        new DecisionLog(store, FORMAT).each(CHAMPION, entered::add);
        entered.removeIf(entry -> entry.labels() == null);
        return entered;
    }

    private static double[] losses(int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(i -> Loss.of((float) i / ROWS, false))
                .toArray();
    }

    private static List<Double> wealthAfter(double[]... steps) {
        History history = History.NONE;
        for (double[] losses : steps) {
            history = RULE.labelled(history, losses);
        }
        return history.memory().wealth();
    }

    private void assertWealth(double[]... steps) {
        assertThat(entered()).hasSize(steps.length);
        List<Double> expected = wealthAfter(steps);
        List<Double> wealth = entered().getLast().memory().wealth();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(wealth.get(i)).isCloseTo(expected.get(i), within(1e-9));
        }
    }

    @Test
    void aFileIsOneStepOverAllBatchesOfTheTermWhoseFeedWasSound() {
        batch("a", customers("a"));
        batch("b", customers("b"));
        batch("broken", CHAMPION, "broken", customers("x"), 0);
        batch("former", FORMER_TERM, "stable", customers("y"), 0);
        BlobVersion file = labels(
                "l.csv",
                Stream.of("a", "b", "x", "y")
                        .flatMap(p -> customers(p).stream())
                        .toList());

        new Process().join(file);

        assertThat(entered()).extracting(DecisionLog.Entry::subject).containsExactly(file.batchId());
        assertThat(entered()).extracting(DecisionLog.Entry::labels).containsExactly(2 * ROWS);
        assertWealth(Stream.of(losses(0, ROWS), losses(0, ROWS))
                .flatMapToDouble(Arrays::stream)
                .toArray());
    }

    @Test
    void aRowThatAnotherFileLabelledBeforeSaysNothingNew() {
        batch("a", customers("a"));
        Process process = new Process();
        process.join(labels("first.csv", customers("a").subList(0, 5)));
        process.join(labels("second.csv", customers("a")));
        process.join(labels("third.csv", customers("a")));

        assertWealth(losses(0, 5), losses(5, ROWS));
    }

    @Test
    void aLabelOfACustomerInManyBatchesSaysOneThing() {
        for (int day = 0; day < 10; day++) {
            batch("day" + day, customers("c"));
        }
        BlobVersion file = labels(
                "l.csv",
                Stream.concat(customers("c").stream(), Stream.of("later")).toList());
        Process process = new Process();
        process.join(file);
        process.refresh();
        assertWealth(losses(0, ROWS));

        for (int day = 10; day < 20; day++) {
            batch("day" + day, customers("c"));
            process.refresh();
        }
        assertThat(entered()).as("the file says the same of the next days").hasSize(1);

        VerdictRecord found = batch("found", List.of("c0", "later"));
        process.refresh();
        assertThat(entered().getLast().subject()).isEqualTo("labels of " + found.batchId());
        assertWealth(losses(0, ROWS), losses(1, 2));
    }

    @Test
    void labelsThatABatchCameWithAreAStep() {
        store.putIfAbsent("incoming/own", csv(customers("a")));
        VerdictRecord own = batch("own", CHAMPION, "stable", customers("a"), ROWS);

        new Process().refresh();
        new Process().refresh();

        assertThat(entered()).extracting(DecisionLog.Entry::subject).containsExactly("labels of " + own.batchId());
        assertWealth(losses(0, ROWS));
    }

    @Test
    void withoutAWatchNothingIsEnteredNowOrLater() {
        batch("a", customers("a"));
        BlobVersion file = labels("l.csv", customers("a"));
        new Process().join(file, null);
        new Process().join(file);
        new Process().refresh();

        assertThat(store.list(Keys.DECISIONS)).isEmpty();
    }

    /** A file for two batches, then a batch with labels of its own for which the file has one more. */
    private final class Story {
        private final BlobVersion file;

        Story() {
            batch("a", customers("a"));
            batch("b", customers("b"));
            file = labels(
                    "l.csv",
                    Stream.of(customers("a"), customers("b"), List.of("c5"))
                            .flatMap(List::stream)
                            .toList());
        }

        void comes() {
            store.putIfAbsent("incoming/c", csv(customers("c").subList(0, 5)));
            batch("c", CHAMPION, "stable", customers("c"), 5);
        }

        void isEntered() {
            assertThat(entered()).extracting(DecisionLog.Entry::labels).containsExactly(2 * ROWS, 6);
            assertWealth(
                    Stream.of(losses(0, ROWS), losses(0, ROWS))
                            .flatMapToDouble(Arrays::stream)
                            .toArray(),
                    losses(0, 6));
        }
    }

    /** The process dies at each of its calls, before and after the store has done it; others then decide so many batches. */
    @ParameterizedTest
    @ValueSource(ints = {0, 700})
    void whereverAProcessDiesItsLabelsAreEnteredOnce(int between) {
        boolean survived = false;
        int deaths = 0;
        for (int call = 1; !survived; call++) {
            survived = true;
            for (boolean after : new boolean[] {false, true}) {
                LabelStepsTest world = new LabelStepsTest();
                survived &= !world.diesAt(call, after, between);
                deaths++;
            }
        }
        assertThat(deaths).isGreaterThan(60);
    }

    private boolean diesAt(int call, boolean after, int between) {
        Wire.Cut cut = new Nth(call, after, Halt::new);
        Story story = new Story();
        boolean died = false;
        boolean came = false;
        Process process = new Process(cut);
        try {
            process.join(story.file);
            story.comes();
            came = true;
            process.refresh();
        } catch (Halt gone) {
            died = true;
        }
        if (died) {
            new Process().decide(between);
            new Process().join(story.file);
            if (!came) {
                story.comes();
            }
            new Process().refresh();
        }
        Process last = new Process();
        last.join(story.file);
        last.refresh();
        story.isEntered();
        return died;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void processesThatJoinAtOnceEnterEachFileOnce(int processes) throws Exception {
        List<BlobVersion> files = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            batch("b" + i, customers("b" + i + "-"));
            files.add(labels(
                    "l" + i,
                    Stream.concat(customers("b" + i + "-").stream(), Stream.of("late" + i))
                            .toList()));
        }
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(processes)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                running.add(pool.submit(() -> {
                    Process process = new Process();
                    start.await();
                    files.forEach(process::join);
                    process.refresh();
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> future : running) {
                future.get();
            }
        }
        assertThat(entered())
                .extracting(DecisionLog.Entry::subject)
                .containsExactlyInAnyOrderElementsOf(
                        files.stream().map(BlobVersion::batchId).toList());
        double[][] steps = new double[10][];
        Arrays.fill(steps, losses(0, ROWS));
        assertWealth(steps);
    }
}
