package io.driftway.core.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.TrainedRows;
import io.driftway.core.model.DistinctRows;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Manifest;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.NewRows;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.GeneratedData;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import io.driftway.support.GeneratedSchema;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewLabelledRowsTest {

    private static final GeneratedData DATA = new GeneratedData(400, 1);
    private static final ChampionPointer CHAMPION = new ChampionPointer("model", "reference", "schema", 1, null);
    private static final Instant SINCE = Instant.parse("2026-11-02T10:00:00Z");

    private static byte[] original;
    private static Manifest manifest;

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final NewLabelledRows rows = count(Limits.ANY_LENGTH);

    @BeforeAll
    static void aModel() {
        original = DATA.batch(1, false, true);
        Schema schema = GeneratedSchema.of(original);
        manifest = new BundleFiles()
                .write(
                        (Trained) Trainer.train(read(original, schema), schema, Trainer.Options.DEFAULT),
                        DriftSettings.NONE)
                .model()
                .manifest();
    }

    @BeforeEach
    void itsRows() {
        store.putIfAbsent(Keys.TRAINING + "original.csv", original);
    }

    private static Batch read(byte[] csv, Schema schema) {
        return (Batch) CsvReader.read("rows", new ByteArrayInputStream(csv), schema);
    }

    private NewLabelledRows count(Limits limits) {
        return new NewLabelledRows(
                new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), null, clock),
                model -> manifest,
                new BatchFormats(limits),
                100);
    }

    private long there(@Nullable Episode rejected) {
        return rows.count(CHAMPION, rejected, SINCE).there();
    }

    private static List<String> newer() {
        return new String(DATA.batch(2, true, true), UTF_8).lines().skip(1).toList();
    }

    private void put(String name, byte[] known, List<String> more) {
        store.putIfAbsent(
                Keys.LABELLED + name, (new String(known, UTF_8) + String.join("\n", more) + "\n").getBytes(UTF_8));
    }

    private static byte[] header() {
        return new String(original, UTF_8)
                .lines()
                .findFirst()
                .orElseThrow()
                .concat("\n")
                .getBytes(UTF_8);
    }

    @Test
    void theRowsOfTheChampionAreNotNewInWhateverFileTheyComeAgain() {
        put("again.csv", original, List.of());

        assertThat(rows.count(CHAMPION, null, SINCE)).isEqualTo(new NewRows(0, 100, SINCE));
        assertThat(rows.count(CHAMPION, null, SINCE).line())
                .isEqualTo("needs labelled rows newer than 2026-11-02; 0 of 100 there");
    }

    @Test
    void aFileThatRepeatsThemCountsByItsNewRowsAlone() {
        put("grown.csv", original, newer().subList(0, 70));
        assertThat(there(null)).isEqualTo(70);

        put("more.csv", original, newer().subList(40, 99));
        assertThat(there(null)).as("a row that two files have counts once").isEqualTo(99);

        put("last.csv", header(), newer().subList(99, 100));
        assertThat(rows.count(CHAMPION, null, SINCE).enough()).isTrue();
    }

    @Test
    void rowsThatARejectedRunWasTrainedOnAreNotNewEither() {
        put("first.csv", header(), newer().subList(0, 80));
        Schema schema = manifest.schema();
        Batch first = read(store.get(Keys.LABELLED + "first.csv").orElseThrow().content(), schema);
        new TrainedRows(store).note("rejected", DistinctRows.sorted(Arrays.stream(DistinctRows.hashes(first, schema))));
        Episode rejected = Episode.request("model", "reference", 1, "batch", null, SINCE)
                .rejected(null, "no gain", SINCE)
                .learntFrom("rejected", "other files");

        assertThat(there(rejected)).isZero();
        put("second.csv", header(), newer().subList(50, 90));
        assertThat(there(rejected)).isEqualTo(10);
    }

    @Test
    void eachVersionOfAFileIsReadOnce() {
        put("few.csv", header(), newer().subList(0, 50));
        there(null);
        store.log().clear();

        assertThat(there(null)).isEqualTo(50);
        assertThat(store.log()).noneMatch(call -> call.startsWith("open") || call.startsWith("get"));
    }

    @Test
    void aFileTooLargeForThisProcessIsLeftToTheTrainerToCount() {
        put("large.csv", header(), newer());
        Limits small = new Limits(300, 100, 1 << 20, 1 << 20, 1 << 30, 200, 0.25);

        assertThat(count(small).count(CHAMPION, null, SINCE).enough()).isTrue();
    }
}
