package io.driftway.core.labels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.InertText;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.LabelFileRecord;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.Metric;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.DuckDb;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelJoinTest {

    private static final int ROWS = 200;
    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("customer", ColumnType.CAT, Role.ID, List.of()),
                    new Field("churn", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final RecordFormat format = new JsonRecords();
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private LabelJoin join = join(new LabelSettings(Duration.ofDays(30), 100, 1_000_000, 50));

    private LabelJoin join(LabelSettings settings) {
        return new LabelJoin(
                store,
                format,
                ledger,
                new VerdictLog(store, format),
                new BatchFormats(),
                settings,
                model -> 0.5,
                clock);
    }

    /** Row i of batch b is customer b-i and has the probability i / ROWS. */
    private String batch(String name, String model) {
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + name, "0x1", 1, clock.instant());
        return commit(blob, model, predictions(name));
    }

    private String commit(BlobVersion blob, String model, String predictions) {
        return commit(blob, model, predictions, 0);
    }

    private String commit(BlobVersion blob, String model, String predictions, long labelled) {
        String key = Keys.predictions(blob.batchId(), model);
        store.putIfAbsent(key, predictions.getBytes(UTF_8));
        ledger.commit(new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer(model, "reference", "schema", 1, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(1, 0, 0.0, 0.0, 0, ROWS, ROWS),
                List.of(),
                labelled,
                key,
                "report",
                null,
                "test",
                clock.instant(),
                null,
                null,
                null));
        clock.advance(Duration.ofMinutes(1));
        return blob.batchId();
    }

    /** As {@link #batch}, of a file that has labels: each customer's id, and whether they left. */
    private String labelledBatch(String name, String csv) {
        return commit(blob("incoming/" + name, csv.getBytes(UTF_8)), "model", predictions(name), ROWS);
    }

    private static String predictions(String name) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> name + "-" + i + "," + (float) i / ROWS + "\n")
                .collect(Collectors.joining("", "customer,probability\n", ""));
    }

    private BlobVersion blob(String key, byte[] content) {
        store.putIfAbsent(key, content);
        clock.advance(Duration.ofMinutes(1));
        ObjectStore.Version version = store.get(key).orElseThrow().version();
        return new BlobVersion("a", "c", key, version.etag(), version.size(), version.lastModified());
    }

    private static String csv(String batch, int from, int to, IntPredicate positive) {
        return IntStream.range(from, to)
                .mapToObj(i -> batch + "-" + i + ",2026-03-01," + (positive.test(i) ? "Yes" : "No") + "\n")
                .collect(Collectors.joining("", "customer,predicted_at,churn\n", ""));
    }

    private BlobVersion labels(String name, String csv) {
        return labels(name, csv.getBytes(UTF_8));
    }

    private BlobVersion labels(String name, byte[] content) {
        return blob("labels/" + name, content);
    }

    private @Nullable Kinded join(LabelJoin by, BlobVersion file) {
        try (InputStream content = store.open(file.name(), file.etag()).orElseThrow()) {
            return by.join(file, content, SCHEMA, null);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private LabelFileRecord joined(BlobVersion file) {
        return (LabelFileRecord) join(join, file);
    }

    private Performance performance(String batchId) {
        String key = Keys.record(Keys.PERFORMANCE, batchId);
        return format.read(key, store.get(key).orElseThrow().content(), Performance.class);
    }

    /** As a release of before wrote them, and as they are written now. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void idsThatASpreadsheetWouldRunFindTheirLabels(boolean inert) {
        List<String> ids = List.of("=1+1", "@x", "-x", "+x", "-5", "'a", "\t=1");
        UnaryOperator<String> written = id -> inert ? InertText.of(id) : id;
        BlobVersion blob = new BlobVersion("a", "c", "incoming/b", "0x1", 1, clock.instant());
        commit(
                blob,
                "model",
                ids.stream()
                        .map(id -> "\"" + written.apply(id) + "\",0.5\n")
                        .collect(Collectors.joining("", "customer,probability\n", "")));

        LabelFileRecord asInTheBatch = joined(labels(
                "raw.csv",
                ids.stream()
                        .map(id -> "\"" + id + "\",Yes\n")
                        .collect(Collectors.joining("", "customer,churn\n", ""))));
        LabelFileRecord asInThePredictions = joined(labels(
                "copied.csv",
                ids.stream()
                        .map(id -> "\"" + InertText.of(id) + "\",No\n")
                        .collect(Collectors.joining("", "customer,churn\n", ""))));

        assertThat(asInTheBatch.unmatched()).isZero();
        assertThat(asInThePredictions.unmatched()).isZero();
        assertThat(asInThePredictions.replaced()).isEqualTo(ids.size());
    }

    @Test
    void aFileThatNobodyFetchedIsOpenedAndOneThatIsGoneIsRecorded() throws IOException {
        batch("b", "model");
        BlobVersion file = labels("l.csv", csv("b", 0, ROWS, i -> true));
        BlobVersion gone = new BlobVersion(
                file.account(), file.container(), file.name(), "0xold", file.size(), file.lastModified());

        assertThat(join.join(file, SCHEMA, null)).isInstanceOf(LabelFileRecord.class);
        assertThat(join.join(gone, SCHEMA, null)).isNull();
        assertThat(store.list("superseded/")).hasSize(1);
    }

    @Test
    void aFileOfLabelsWithAnotherChecksumIsRefused() {
        BlobVersion whole = labels("l.csv", csv("b", 0, ROWS, i -> true));

        Object outcome = join(
                join,
                new BlobVersion(
                        whole.account(),
                        whole.container(),
                        whole.name(),
                        whole.etag(),
                        whole.size(),
                        whole.lastModified(),
                        "AAAAAAAAAAAAAAAAAAAAAA=="));

        assertThat(outcome).isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.reason())
                .isEqualTo(Reason.CHECKSUM));
    }

    @Test
    void labelsThatFollowTheProbabilityExactlyHaveAnAucOfOne() {
        String batch = batch("b", "model");

        LabelFileRecord record = joined(labels("l.csv", csv("b", 0, ROWS, i -> i >= ROWS / 2)));

        assertThat(record.joined()).isEqualTo(ROWS);
        assertThat(record.unmatched()).isZero();
        Performance performance = performance(batch);
        assertThat(performance.model()).isEqualTo("model");
        assertThat(performance.realized().of(Metric.AUC)).isEqualTo(1.0);
        assertThat(performance.realized().of(Metric.PRECISION)).isEqualTo(1.0);
        assertThat(performance.realized().of(Metric.RECALL)).isEqualTo(1.0);
        assertThat(performance.realized().coverage()).isEqualTo(1.0);
    }

    @Test
    void aBatchThatCameWithLabelsHasItsFiguresFromThemOnce() {
        String batch = labelledBatch("b", csv("b", 0, ROWS, i -> i >= ROWS / 2));
        ChampionPointer champion = new ChampionPointer("model", "reference", "schema", 1, null);

        LabelRefresh refreshed = join.refresh(champion, SCHEMA, null);

        assertThat(refreshed.joined()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
        store.log().clear();
        LabelRefresh afterARestart =
                join(new LabelSettings(Duration.ofDays(30), 100, 1_000_000, 50)).refresh(champion, SCHEMA, null);
        assertThat(afterARestart.joined()).isZero();
        assertThat(store.log()).as("not read again").noneMatch(call -> call.startsWith("open incoming/"));
    }

    @Test
    void labelsThatComeLaterGoBeforeThoseThatTheBatchCameWith() {
        String batch = labelledBatch("b", csv("b", 0, ROWS, i -> i < ROWS / 2));
        join.refresh(new ChampionPointer("model", "reference", "schema", 1, null), SCHEMA, null);

        joined(labels("l.csv", csv("b", 0, ROWS, i -> i >= ROWS / 2)));

        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
    }

    @Test
    void labelsThatABatchCameWithAndThatCannotBeUsedAreSaid() {
        labelledBatch("b", "customer,churn\nb-0,Perhaps\n");

        join.refresh(new ChampionPointer("model", "reference", "schema", 1, null), SCHEMA, null);

        assertThat(join.faults())
                .singleElement()
                .asString()
                .startsWith(
                        "the batch's own labels are not joined: incoming/b, row 1 below the header, column churn: the label is none");
    }

    @Test
    void theFiguresAreThoseOfTheirDefinitions() {
        String batch = batch("b", "model");
        joined(labels("l.csv", csv("b", 0, ROWS, i -> i % 3 == 0 || i > 150)));

        AgainstDefinition expected = AgainstDefinition.of(i -> i % 3 == 0 || i > 150);
        var realized = performance(batch).realized();
        assertThat(realized.of(Metric.AUC)).isCloseTo(expected.auc(), within(1e-12));
        assertThat(realized.of(Metric.BRIER)).isCloseTo(expected.brier(), within(1e-6));
        assertThat(realized.of(Metric.PRECISION)).isCloseTo(expected.precision(), within(1e-12));
        assertThat(realized.of(Metric.RECALL)).isCloseTo(expected.recall(), within(1e-12));
    }

    /** The figures from their definitions: all pairs for the AUC, sums for the rest; in double, so Brier differs by the float32 of p. */
    private record AgainstDefinition(double auc, double brier, double precision, double recall) {
        static AgainstDefinition of(IntPredicate positive) {
            double wins = 0;
            double pairs = 0;
            double brier = 0;
            double predicted = 0;
            double both = 0;
            double positives = 0;
            for (int i = 0; i < ROWS; i++) {
                double p = (double) i / ROWS;
                double y = positive.test(i) ? 1 : 0;
                brier += (p - y) * (p - y) / ROWS;
                positives += y;
                predicted += p >= 0.5 ? 1 : 0;
                both += p >= 0.5 ? y : 0;
                for (int j = 0; positive.test(i) && j < ROWS; j++) {
                    if (!positive.test(j)) {
                        pairs++;
                        wins += i > j ? 1 : 0;
                    }
                }
            }
            return new AgainstDefinition(wins / pairs, brier, both / predicted, both / positives);
        }
    }

    @Test
    void theNewerOfTwoFilesCountsInWhateverOrderTheyAreJoined() {
        String batch = batch("b", "model");
        BlobVersion older = labels("older.csv", csv("b", 0, ROWS, i -> i < ROWS / 2));
        BlobVersion newer = labels("newer.csv", csv("b", 0, ROWS, i -> i >= ROWS / 2));

        LabelFileRecord first = joined(newer);
        LabelFileRecord second = joined(older);

        assertThat(first.replaced()).isZero();
        assertThat(second.replaced()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
        assertThat(performance(batch).replaced()).isEqualTo(ROWS);
    }

    @Test
    void aFileThatIsJoinedAgainAfterACrashChangesNothing() {
        String batch = batch("b", "model");
        BlobVersion file = labels("l.csv", csv("b", 0, ROWS, i -> i % 2 == 0));
        LabelFileRecord before = joined(file);
        Performance performance = performance(batch);
        store.log().clear();

        assertThat(join(join, file)).as("the record is there already").isNull();
        assertThat(performance(batch)).isEqualTo(performance);
        assertThat(before.replaced()).isZero();
        assertThat(store.log())
                .noneMatch(call -> call.startsWith("put truth/") || call.startsWith("put performance/"))
                .noneMatch(call -> call.startsWith("replace "));
    }

    @Test
    void aCrashBeforeTheFiguresWereWrittenIsMadeUpForByTheNextJoining() {
        String batch = batch("b", "model");
        BlobVersion file = labels("l.csv", csv("b", 0, ROWS, i -> i % 2 == 0));

        LabelRows rows = ((LabelFile.Labels) read(file)).rows();
        String[] ids = IntStream.range(0, ROWS).mapToObj(i -> "b-" + i).toArray(String[]::new);
        store.putIfAbsent(
                Keys.record(Keys.TRUTH, batch),
                format.write(Truth.unknown(batch, ROWS).with(file, rows, ids, null, id -> false)));

        LabelFileRecord record = joined(file);

        assertThat(record.joined()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().labelled()).isEqualTo(ROWS);
    }

    private LabelFile read(BlobVersion file) {
        try (var in = store.open(file.name(), file.etag()).orElseThrow()) {
            return LabelFile.read(file.name(), in, SCHEMA, new BatchFormats());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void labelsThatComeBeforeTheirBatchAreCountedAsUnmatchedAndKept() {
        BlobVersion file = labels("l.csv", csv("b", 0, ROWS, i -> i >= ROWS / 2));
        assertThat(joined(file).unmatched()).isEqualTo(ROWS);
        assertThat(join.refresh(CHAMPION, SCHEMA, null).joined()).isZero();

        String batch = batch("b", "model");
        LabelRefresh refreshed = join.refresh(CHAMPION, SCHEMA, null);

        assertThat(refreshed.joined()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
        assertThat(refreshed.window().realized().of(Metric.AUC)).isEqualTo(1.0);
        assertThat(join.refresh(CHAMPION, SCHEMA, null).joined()).as("once").isZero();
    }

    @Test
    void aRestartOffersThemAgainWithoutCountingTwice() {
        labelsThatComeBeforeTheirBatchAreCountedAsUnmatchedAndKept();
        join = join(new LabelSettings(Duration.ofDays(30), 100, 1_000_000, 50));

        LabelRefresh refreshed = join.refresh(CHAMPION, SCHEMA, null);

        assertThat(refreshed.joined()).isZero();
        assertThat(refreshed.window().realized().labelled()).isEqualTo(ROWS);
    }

    @Test
    void tooFewLabelsOrOneClassGiveNoFigureAndSayWhy() {
        String few = batch("few", "model");
        String one = batch("one", "model");
        joined(labels("few.csv", csv("few", 0, 49, i -> i % 2 == 0)));
        joined(labels("one.csv", csv("one", 0, 100, i -> true)));

        assertThat(performance(few).realized().of(Metric.AUC)).isNaN();
        assertThat(performance(few).realized().reason()).isEqualTo("too_few_labels");
        assertThat(performance(few).realized().coverage()).isEqualTo(49.0 / ROWS);
        assertThat(performance(one).realized().of(Metric.BRIER)).isNaN();
        assertThat(performance(one).realized().reason()).isEqualTo("one_class");
    }

    @Test
    void theWindowIsOfThePresentChampionsBatchesAndCountsThoseWithoutLabels() {
        batch("old", "former");
        batch("b", "model");
        batch("c", "model");
        joined(labels("old.csv", csv("old", 0, ROWS, i -> i < ROWS / 2)));
        joined(labels("b.csv", csv("b", 0, 100, i -> i >= 50)));

        WindowPerformance window = join.window(CHAMPION, SCHEMA);

        assertThat(window.batches()).isEqualTo(2);
        assertThat(window.realized().labelled()).isEqualTo(100);
        assertThat(window.realized().coverage()).isEqualTo(0.25);
        assertThat(window.realized().of(Metric.AUC)).isEqualTo(1.0);
    }

    @Test
    void aBatchOfBeforeTheWindowTakesNoLabels() {
        String batch = batch("b", "model");
        clock.advance(Duration.ofDays(31));

        assertThat(joined(labels("l.csv", csv("b", 0, ROWS, i -> i % 2 == 0))).unmatched())
                .isEqualTo(ROWS);
        assertThat(store.get(Keys.record(Keys.PERFORMANCE, batch))).isEmpty();
    }

    @Test
    void aFileAboutOneBatchReadsThePredictionsOfNoOther() {
        String one = batch("one", "model");
        String other = batch("other", "model");
        joined(labels("first.csv", csv("one", 0, 60, i -> i % 2 == 0)));
        store.log().clear();

        joined(labels("second.csv", csv("one", 60, 120, i -> i % 2 == 0)));

        assertThat(store.log())
                .contains("get " + Keys.predictions(one, "model"))
                .doesNotContain("get " + Keys.predictions(other, "model"));
    }

    @Test
    void withoutRoomForTheirIdsBatchesAreJoinedAllTheSame() {
        join = join(new LabelSettings(Duration.ofDays(30), 100, 10, 50));
        String batch = batch("b", "model");

        assertThat(joined(labels("l.csv", csv("b", 0, ROWS, i -> i % 2 == 0))).joined())
                .isEqualTo(ROWS);
        assertThat(performance(batch).realized().labelled()).isEqualTo(ROWS);
    }

    @Test
    void ofTwoLabelsForOneIdInAFileTheLastCounts() {
        String batch = batch("b", "model");

        LabelFileRecord record = joined(labels(
                "l.csv",
                csv("b", 0, ROWS, i -> i < ROWS / 2)
                        + csv("b", 0, ROWS, i -> i >= ROWS / 2).substring("customer,predicted_at,churn\n".length())));

        assertThat(record.labels()).isEqualTo(2 * ROWS);
        assertThat(record.replaced()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
    }

    @Test
    void aPackedFileIsReadToo() throws IOException {
        batch("b", "model");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(csv("b", 0, ROWS, i -> i % 2 == 0).getBytes(UTF_8));
        }

        assertThat(joined(labels("l.csv.gz", packed.toByteArray())).joined()).isEqualTo(ROWS);
    }

    @Test
    void aParquetFileIsReadToo(@TempDir Path folder) throws IOException {
        String batch = batch("b", "model");
        Path file = DuckDb.parquet(
                folder.resolve("l.parquet"),
                "SELECT 'b-' || i AS customer, CASE WHEN i >= 100 THEN 'Yes' ELSE 'No' END AS churn FROM range(200) t(i)");

        assertThat(joined(labels("l.parquet", Files.readAllBytes(file))).joined())
                .isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
    }

    @Test
    void aMalformedFileIsRefusedWithReasonAndPosition() {
        batch("b", "model");

        Rejection noTarget = (Rejection) join(join, labels("a.csv", "customer,when\nb-1,today\n"));
        Rejection badLabel = (Rejection) join(join, labels("b.csv", "customer,churn\nb-1,No\nb-2,\nb-3,yes\n"));
        Rejection ragged = (Rejection) join(join, labels("c.csv", "customer,churn\nb-1,No\nb-2\n"));

        assertThat(noTarget.reason()).isEqualTo(Reason.MISSING_COLUMN);
        assertThat(noTarget.line()).contains("churn");
        assertThat(badLabel.reason()).isEqualTo(Reason.BAD_LABEL);
        assertThat(badLabel.position()).isEqualTo("row 3 below the header, column churn");
        assertThat(badLabel.remedy()).contains("No, Yes");
        assertThat(ragged.reason()).isEqualTo(Reason.RAGGED_ROW);
        assertThat(ragged.position()).contains("3");
    }

    @Test
    void damagedPredictionsStopNoOtherBatchAndAreSaid() {
        String good = batch("good", "model");
        String bad = batch("bad", "model");
        store.putIfMatch(
                Keys.predictions(bad, "model"),
                "nonsense\n".getBytes(UTF_8),
                store.get(Keys.predictions(bad, "model"))
                        .orElseThrow()
                        .version()
                        .etag());

        assertThat(joined(labels("l.csv", csv("good", 0, ROWS, i -> i % 2 == 0)))
                        .joined())
                .isEqualTo(ROWS);
        assertThat(performance(good).realized().labelled()).isEqualTo(ROWS);
        assertThat(join.faults()).singleElement().asString().contains(bad);
    }

    @Test
    void twoReplicasThatJoinAtOnceLoseNoLabel() throws Exception {
        String batch = batch("b", "model");
        LabelJoin other = join(new LabelSettings(Duration.ofDays(30), 100, 1_000_000, 50));
        List<BlobVersion> files = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            files.add(labels("l" + i + ".csv", csv("b", 10 * i, 10 * i + 10, row -> row >= ROWS / 2)));
        }
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            List<Future<?>> both = List.of(
                    replicas.submit(() -> files.subList(0, 12).forEach(file -> join(join, file))),
                    replicas.submit(() -> files.subList(8, 20).forEach(file -> join(other, file))));
            for (Future<?> replica : both) {
                replica.get();
            }
        }

        assertThat(performance(batch).labelFiles()).isEqualTo(20);
        assertThat(performance(batch).realized().labelled()).isEqualTo(ROWS);
        assertThat(performance(batch).realized().of(Metric.AUC)).isEqualTo(1.0);
        assertThat(performance(batch).replaced())
                .as("the files that both took up")
                .isZero();
    }

    @Test
    void theWindowIsOfNoMoreRowsThanAllowed() {
        batch("older", "model");
        batch("newer", "model");
        joined(labels("older.csv", csv("older", 0, ROWS, i -> i < ROWS / 2)));
        joined(labels("newer.csv", csv("newer", 0, ROWS, i -> i >= ROWS / 2)));
        join = join(new LabelSettings(Duration.ofDays(30), 100, ROWS + 10, 50));

        WindowPerformance window = join.window(CHAMPION, SCHEMA);

        assertThat(window.batches()).isEqualTo(1);
        assertThat(window.realized().of(Metric.AUC)).isEqualTo(1.0);
    }
}
