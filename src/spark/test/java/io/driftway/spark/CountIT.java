package io.driftway.spark;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.driftway.Labelled;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.pipeline.Compared;
import io.driftway.core.pipeline.Counted;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.core.pipeline.IncomingBatch;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.RowCounts;
import io.driftway.core.pipeline.Scored;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.BatchFormats;
import io.driftway.format.FlowFiles;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What executors count of a batch, and what the service counts of it. */
class CountIT {

    private static final JsonRecords RECORDS = new JsonRecords();
    private static final FlowFiles FILES = new FlowFiles();
    private static final int ROWS = 6_000;
    /** About 20 parts of the batch. */
    private static final long PIECE = 40_000;

    private static final int KILLS = Integer.getInteger("driftway.spark.kills", 4);
    private static final Verdict BREACH = new Verdict.Breach(
            new Evidence.Windowed(List.of(), List.of("batch"), 1, 0, 1, 1, List.of(), 0, null, null),
            Cause.COVARIATE_HARMFUL);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static StandaloneCluster cluster;
    private static SparkSession spark;
    private static StoreAddress address;
    private static ObjectStore store;
    private static Champion champion;

    @BeforeAll
    static void start() throws IOException {
        address = new StoreAddress(folder.resolve("store").toString(), "", "", null, null);
        store = new FolderStore(folder.resolve("store"));
        Labelled labelled = Labelled.customers(2_000, 1);
        Bundle bundle = new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
        ModelRegistry registry = new ModelRegistry(
                new ModelStore(store, new BundleFiles()),
                new Champions(store, RECORDS),
                DriftSettings.NONE,
                Clock.systemUTC());
        registry.publishFirst(bundle);
        champion = registry.load(ModelRegistry.pointer(bundle, 1, null));
        cluster = new StandaloneCluster(folder, 2);
        spark = cluster.session("CountIT");
    }

    @AfterAll
    static void stop() {
        if (spark != null) {
            spark.stop();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aCsvFileInPartsIsCountedAsOneMachineCountsIt() throws IOException {
        String csv = customers(1, ROWS) + customers(1, 40).lines().skip(1).collect(Collectors.joining("\n", "", "\n"));
        BlobVersion blob = put("incoming/plain.csv", csv);

        assertThat(count(blob)).isTrue();

        assertAsOfOneMachine(blob, csv);
        assertThat(parts(blob)).hasSizeGreaterThan(10);
        assertThat(counted(blob).warnings())
                .anyMatch(warning -> warning.code() == WarningCode.DUPLICATE_IDS && warning.count() == 40);
        assertThat(counted(blob).repeats().repeated()).isEqualTo(40);
        assertThat(count(blob)).isFalse();
    }

    /** A region of two lines and a quote, so that a line end and a quote are within cells. */
    @Test
    void quotedCellsAreNotCut() throws IOException {
        String csv = customers(2, ROWS).replace(",north,", ",\"no\n\"\"rth, \",");
        BlobVersion blob = put("incoming/quoted.csv", csv);
        assertThat(csv).contains("\"\"");

        count(blob);

        assertAsOfOneMachine(blob, csv);
        assertThat(parts(blob)).hasSizeGreaterThan(10);
    }

    @Test
    void aFileWithAQuoteInAPlainCellIsOnePart() throws IOException {
        String csv = customers(3, ROWS).replace(",north,", ",no\"rth,");
        BlobVersion blob = put("incoming/inches.csv", csv);
        assertThat(csv).contains("no\"rth");

        count(blob);

        assertAsOfOneMachine(blob, csv);
        assertThat(parts(blob).getFirst()).startsWith("customer_id");
    }

    @Test
    void aFolderIsOneBatch() throws IOException {
        List<String> csv = Stream.of(4, 5, 6).map(seed -> customers(seed, 500)).toList();
        for (int i = 0; i < csv.size(); i++) {
            put("incoming/day/part-0000" + i + ".csv", csv.get(i));
        }
        put("incoming/day/part-00003.csv", csv.getFirst().lines().findFirst().orElseThrow() + "\n");
        put("incoming/day/.part-00000.csv.crc", "sum");
        BlobVersion blob = put("incoming/day/_SUCCESS", "");

        count(blob);

        String together = csv.stream()
                .map(part -> part.substring(part.indexOf('\n') + 1))
                .collect(Collectors.joining(
                        "", csv.getFirst().lines().findFirst().orElseThrow() + "\n", ""));
        assertCounts(blob, together);
    }

    @Test
    void aFolderThatWasWrittenAnewIsNotCountedAsTheOneBefore() {
        put("incoming/anew/part-00000.csv", customers(9, 50));
        BlobVersion now = put("incoming/anew/_SUCCESS", "");
        BlobVersion before =
                new BlobVersion(now.account(), now.container(), now.name(), "another", now.size(), now.lastModified());

        assertThatThrownBy(() -> count(before))
                .isInstanceOf(Unusable.class)
                .hasMessageStartingWith("incoming/anew/_SUCCESS: it was overwritten or deleted");
        assertThat(new CountedBatches(store, RECORDS).has(before, champion)).isFalse();
    }

    @Test
    void aPartThatIsRefusedRefusesTheBatch() throws IOException {
        String csv = customers(7, ROWS);
        int middle = csv.indexOf('\n', csv.length() / 2) + 1;
        BlobVersion blob = put(
                "incoming/bad.csv",
                csv.substring(0, middle)
                        + csv.substring(middle).replaceFirst("(C\\d+,[^,]+),[0-9.]+,", "$1,seventeen,"));

        count(blob);

        assertThat(found(blob)).isInstanceOfSatisfying(Rejection.class, why -> {
            assertThat(why.reason()).isEqualTo(Reason.BAD_NUMBER);
            assertThat(why.line()).startsWith("incoming/bad.csv, after byte ").contains("line ");
        });
    }

    @Test
    void whatIsNotThereIsSaidInOneLine() throws Exception {
        Path log = folder.resolve("nothing.log");

        Process driver =
                cluster.submit(log, CountJob.class, "--folder", address.folder(), "--batch", "incoming/nothing.csv");

        assertThat(driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(driver.exitValue()).isEqualTo(2);
        assertThat(Files.readString(log))
                .contains("driftway: incoming/nothing.csv: there is no such blob in the store; check the name")
                .doesNotContain("\tat ");
    }

    /** The driver is killed when some parts have their predictions, again and again; then it is let go on. */
    @Test
    void aDriverThatIsKilledAndStartedAgainCountsOnce() throws Exception {
        String csv = customers(8, 20 * ROWS);
        BlobVersion blob = put("incoming/killed.csv", csv);
        new CountedBatches(store, RECORDS).request(blob);
        Random random = new Random(1);
        for (int kill = 0; kill < KILLS; kill++) {
            int parts = random.nextInt(8);
            Process driver = submit(blob);
            await().atMost(PATIENCE)
                    .until(() -> !driver.isAlive() || parts(blob).size() >= parts);
            driver.destroyForcibly().waitFor();
        }
        Process last = submit(blob);
        assertThat(last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();

        assertAsOfOneMachine(blob, csv);
    }

    private static Process submit(BlobVersion blob) throws IOException {
        return cluster.submit(
                folder.resolve("count.log"),
                CountJob.class,
                "--folder",
                address.folder(),
                "--batch-id",
                blob.batchId(),
                "--part-size",
                "1");
    }

    private static boolean count(BlobVersion blob) throws IOException {
        return new BatchCount(spark, address, PIECE).count(blob, "test");
    }

    private static String customers(long seed, int rows) {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        try {
            new Customers(seed).write(csv, rows, 0.7, true);
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
        return csv.toString(UTF_8);
    }

    private static BlobVersion put(String name, String content) {
        store.putIfAbsent(name, content.getBytes(UTF_8));
        return address.named(store.find(name).orElseThrow());
    }

    private static Kinded found(BlobVersion blob) {
        return new CountedBatches(store, RECORDS).find(blob, champion).orElseThrow();
    }

    private static Counted counted(BlobVersion blob) {
        return (Counted) found(blob);
    }

    /** The predictions of each part. */
    private static List<String> parts(BlobVersion blob) {
        List<String> parts = new ArrayList<>();
        for (ObjectStore.Version part :
                store.list(Keys.predictionParts(blob.batchId(), champion.model().id()))) {
            parts.add(new String(store.get(part.key()).orElseThrow().content(), UTF_8));
        }
        return parts;
    }

    private static Scored scored(BlobVersion blob, String csv) throws IOException {
        Pipeline pipeline = new Pipeline(new BatchFormats());
        return pipeline.score(
                (IncomingBatch) pipeline.decode(new ByteArrayInputStream(csv.getBytes(UTF_8)), blob, champion));
    }

    private static void assertAsOfOneMachine(BlobVersion blob, String csv) throws IOException {
        Scored here = scored(blob, csv);
        assertCounts(blob, csv);
        assertThat(counted(blob).contentSha256()).isEqualTo(here.contentSha256());
        String header = FILES.predictions(here).length == 0
                ? ""
                : parts(blob).getFirst().lines().findFirst().orElseThrow();
        assertThat(parts(blob).stream()
                        .map(part -> part.substring(header.length() + 1))
                        .collect(Collectors.joining("", header + "\n", "")))
                .isEqualTo(new String(FILES.predictions(here), UTF_8));
    }

    private static void assertCounts(BlobVersion blob, String csv) throws IOException {
        Scored here = scored(blob, csv);
        RowCounts expected = RowCounts.of(here)
                .whole(here.repeats(), here.ids().map(IdColumn::repeated).orElse(0L));
        assertThat(new String(RECORDS.write(counted(blob).counts()), UTF_8))
                .isEqualTo(new String(RECORDS.write(expected), UTF_8));
        Pipeline pipeline = new Pipeline(new BatchFormats());
        Compared there = pipeline.compare(counted(blob));
        assertThat(new String(FILES.report(there, BREACH), UTF_8))
                .isEqualTo(new String(FILES.report(pipeline.compare(here), BREACH), UTF_8))
                .contains("\"attribution\"");
    }
}
