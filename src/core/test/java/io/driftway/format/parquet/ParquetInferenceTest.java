package io.driftway.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Inferred;
import io.driftway.support.DuckDb;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetInferenceTest {

    @TempDir
    Path folder;

    @Test
    void fractionsAreQuantitiesHoweverFew() {
        assertThat(field("SELECT unnest([1.0, 2.0]::DOUBLE[]) AS c")).isEqualTo(num());
        assertThat(field("SELECT unnest([1.0, 2.0]::FLOAT[]) AS c")).isEqualTo(num());
        assertThat(field("SELECT unnest([1.0, 2.0]::DECIMAL(4,1)[]) AS c")).isEqualTo(num());
    }

    @Test
    void wholeNumbersWithTenValuesAreLabelsAndWithElevenQuantities() {
        assertThat(field("SELECT i % 10 AS c FROM range(40) t(i)"))
                .isEqualTo(cat("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        assertThat(field("SELECT i % 11 AS c FROM range(40) t(i)")).isEqualTo(num());
        assertThat(field("SELECT 18446744073709551615::UBIGINT AS c")).isEqualTo(cat("18446744073709551615"));
    }

    @Test
    void oneMissingWholeNumberMakesThemQuantities() {
        Inferred inferred = infer("SELECT unnest([1, 2, NULL]) AS c", Map.of());

        assertThat(inferred.fields()).containsExactly(num());
        assertThat(((NumericColumn) ((Batch) inferred.decoded()).columns().getFirst()).values())
                .containsExactly(1, 2, Double.NaN);
    }

    @Test
    void truthValuesAreLabelsAlsoWhereSomeAreMissing() {
        assertThat(field("SELECT unnest([true, false, NULL]) AS c")).isEqualTo(cat("false", "true"));
    }

    @Test
    void textIsLabelsUpToOneDistinctInTwoCellsAndFreeTextBeyond() {
        assertThat(field("SELECT unnest(['b', 'a', 'b', 'a']) AS c")).isEqualTo(cat("a", "b"));
        assertThat(field("SELECT unnest(['1', '2', '1', '2']) AS c")).isEqualTo(cat("1", "2"));

        Inferred freeText = infer("SELECT unnest(['a', 'b', 'c', 'b', '']) AS c", Map.of());

        assertThat(freeText.fields()).containsExactly(new Field("c", ColumnType.CAT, Role.IGNORED, List.of()));
        assertThat(freeText.notes())
                .containsExactly(
                        "c is left out: 3 different texts in 4 cells look like free text; give it the type cat to keep it");
        assertThat(((Batch) freeText.decoded()).missing()).isEqualTo(1);
    }

    @Test
    void aColumnWithoutAnyValueIsQuantities() {
        assertThat(field("SELECT NULL::VARCHAR AS c")).isEqualTo(num());
        assertThat(field("SELECT NULL::INTEGER AS c")).isEqualTo(num());
    }

    @Test
    void datesAndListsAreLeftOutWithANote() {
        Inferred inferred = infer(
                "SELECT 1.5::DOUBLE AS c, DATE '2026-11-05' AS day, [1] AS list, now() AS at, 7 AS __index_level_0__",
                Map.of());

        assertThat(inferred.fields()).containsExactly(num());
        assertThat(inferred.notes())
                .containsExactly(
                        "day is left out: it holds dates or times; give it the type cat to keep it",
                        "list is left out: it holds lists, maps or groups",
                        "at is left out: it holds dates or times; give it the type cat to keep it");
    }

    @Test
    void whatIsGivenIsNotGuessed() {
        String query = "SELECT i AS a, '5' AS b, DATE '2026-11-05' AS c, i AS d FROM range(20) t(i)";

        Inferred inferred = infer(
                query, Map.of("a", ColumnKind.CAT, "b", ColumnKind.NUM, "c", ColumnKind.CAT, "d", ColumnKind.SKIP));

        assertThat(inferred.fields()).extracting(Field::name).containsExactly("a", "b", "c");
        assertThat(inferred.fields())
                .extracting(Field::type)
                .containsExactly(ColumnType.CAT, ColumnType.NUM, ColumnType.CAT);
        assertThat(inferred.fields().get(2).categories()).containsExactly("2026-11-05");
        assertThat(((Batch) inferred.decoded()).columns())
                .extracting(Column::name)
                .containsExactly("a", "b", "c");
    }

    @Test
    void aGivenColumnMustBeThere() {
        Inferred inferred = infer("SELECT 1 AS c", Map.of("x", ColumnKind.NUM));

        assertThat(((Rejection) inferred.decoded()).reason()).isEqualTo(Reason.MISSING_COLUMN);
        assertThat(inferred.fields()).isEmpty();
    }

    private Field field(String query) {
        return infer(query, Map.of()).fields().getFirst();
    }

    private Inferred infer(String query, Map<String, ColumnKind> given) {
        return ParquetReader.infer("f", DuckDb.parquet(folder.resolve("f.parquet"), query), given);
    }

    private static Field num() {
        return new Field("c", ColumnType.NUM, Role.FEATURE, List.of());
    }

    private static Field cat(String... categories) {
        return new Field("c", ColumnType.CAT, Role.FEATURE, List.of(categories));
    }
}
