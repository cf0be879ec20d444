package io.driftway.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.ledger.Champion;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.corpus.Table;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.csv.CsvReader;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WarningsTest {

    private static final int ROWS = 200;
    private static final WarningRules RULES = new WarningRules(50, 0.5, 17);
    private static final Pipeline PIPELINE = new Pipeline(new BatchFormats());
    private static final Table GOOD = Table.customers(ROWS, 5);

    private static Champion champion;

    @BeforeAll
    static void aChampion() {
        Labelled labelled = Labelled.customers(600, 1);
        Bundle bundle = new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
        champion = new Champion(bundle.model(), bundle.baseline(), DriftOptions.DEFAULT, 1);
    }

    private static List<BatchWarning> warnings(String csv, WarningRules rules, boolean seenBefore) {
        Batch batch = (Batch) CsvReader.read("b", new ByteArrayInputStream(csv.getBytes()), champion.schema());
        BlobVersion blob = new BlobVersion("a", "c", "incoming/b", "0x1", 1, Instant.EPOCH);
        Compared compared = PIPELINE.compare(PIPELINE.score(new IncomingBatch(blob, "sha", batch, champion)));
        return Warnings.of(compared, rules, seenBefore);
    }

    private static void assertWarned(Table table, WarningCode code, long count, String... columns) {
        assertThat(warnings(table.text(), RULES, false))
                .containsExactly(new BatchWarning(code, count, List.of(columns)));
    }

    private static void assertNotWarned(Table table) {
        assertThat(warnings(table.text(), RULES, false)).isEmpty();
    }

    @Test
    void aBatchLikeTheReferenceHasNone() {
        assertNotWarned(GOOD);
    }

    @Test
    void columnsThatTheSchemaDoesNotNameAreCounted() {
        assertWarned(GOOD.column("x", i -> "1").column("y", i -> ""), WarningCode.EXTRA_COLUMNS, 2, "x", "y");
    }

    @Test
    void noMoreThanTwentyColumnsAreNamedAndLongNamesAreCut() {
        Table wide = GOOD.column("n".repeat(101), i -> "1");
        for (int i = 0; i < BatchWarning.MOST_COLUMNS; i++) {
            wide = wide.column("x" + i, row -> "1");
        }

        BatchWarning warning = warnings(wide.text(), RULES, false).getFirst();

        assertThat(warning.count()).isEqualTo(BatchWarning.MOST_COLUMNS + 1);
        assertThat(warning.columns()).hasSize(BatchWarning.MOST_COLUMNS).startsWith("n".repeat(100) + "...", "x0");
    }

    @Test
    void rowsThatRepeatTheHeaderRowAreCounted() {
        assertThat(warnings(GOOD.text() + GOOD.text() + "\uFEFF" + GOOD.headerLine(), RULES, false))
                .containsExactly(
                        new BatchWarning(WarningCode.REPEATED_HEADER, 2),
                        new BatchWarning(WarningCode.DUPLICATE_IDS, ROWS));
    }

    @Test
    void idsThatAreMissingOrRepeatedAreCounted() {
        assertWarned(GOOD.cell(3, "customer_id", "").cell(4, "customer_id", " "), WarningCode.MISSING_IDS, 2);
        assertWarned(
                GOOD.cell(3, "customer_id", GOOD.cell(0, "customer_id"))
                        .cell(4, "customer_id", GOOD.cell(0, "customer_id")),
                WarningCode.DUPLICATE_IDS,
                2);
    }

    @Test
    void bytesThatWereSeenBeforeAreCounted() {
        assertThat(warnings(GOOD.text(), RULES, true))
                .containsExactly(new BatchWarning(WarningCode.DUPLICATE_CONTENT, 1));
    }

    @Test
    void labelsThatTheModelDoesNotKnowAreCounted() {
        assertWarned(GOOD.cell(3, "churned", "Maybe").cell(5, "churned", ""), WarningCode.UNKNOWN_LABELS, 1);
    }

    @Test
    void aFeatureWithoutAnyValueIsNamed() {
        assertWarned(GOOD.column("region", i -> "").column("age", i -> "NA"), WarningCode.ALL_NULL, 2, "region", "age");
    }

    @Test
    void moreMissingCellsThanTheRatioAreTooManyAndAsManyAreNot() {
        assertNotWarned(GOOD.column("age", i -> i < ROWS / 2 ? "" : GOOD.cell(i, "age")));
        assertWarned(
                GOOD.column("age", i -> i <= ROWS / 2 ? "" : GOOD.cell(i, "age")), WarningCode.MISSING_RATE, 1, "age");
    }

    @Test
    void aFeatureOfOneValueIsConstantAndOneOfTwoIsNot() {
        assertNotWarned(GOOD.column("age", i -> i == 0 ? "41" : "40"));
        assertWarned(
                GOOD.column("age", i -> "40").column("region", i -> "north"), WarningCode.CONSTANT, 2, "region", "age");
    }

    @Test
    void fiftyUnseenCategoriesAreKeptAndOneMoreIsTooMany() {
        assertNotWarned(GOOD.column("region", i -> i < 50 ? "r" + i : GOOD.cell(i, "region")));
        assertWarned(
                GOOD.column("region", i -> i < 51 ? "r" + i : GOOD.cell(i, "region")),
                WarningCode.HIGH_CARDINALITY,
                1,
                "region");
    }

    @Test
    void infinitiesAreCounted() {
        assertWarned(GOOD.cell(0, "age", "inf").cell(1, "age", "-Infinity"), WarningCode.INFINITE, 2, "age");
    }

    @Test
    void numbersPastThoseThatADoubleTellsApartAreNamed() {
        assertNotWarned(GOOD.cell(0, "age", "-9007199254740992"));
        assertWarned(GOOD.cell(0, "age", "-9007199254740994"), WarningCode.PRECISION, 1, "age");
        assertWarned(GOOD.cell(0, "age", "1e300"), WarningCode.PRECISION, 1, "age");
    }

    @Test
    void featuresPastThoseThatAreExportedAreCounted() {
        assertThat(warnings(GOOD.text(), new WarningRules(50, 0.5, 16), false))
                .containsExactly(new BatchWarning(WarningCode.FEATURES_NOT_EXPORTED, 1));
    }
}
