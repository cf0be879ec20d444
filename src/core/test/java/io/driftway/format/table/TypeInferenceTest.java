package io.driftway.format.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.format.csv.CsvReader;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TypeInferenceTest {

    @Test
    void wholeNumbersWithTenValuesAreLabelsAndWithElevenQuantities() {
        assertThat(typeOf(IntStream.range(0, 40).mapToObj(i -> "" + i % 10).toList()))
                .isEqualTo(ColumnType.CAT);
        assertThat(typeOf(IntStream.range(0, 40).mapToObj(i -> "" + i % 11).toList()))
                .isEqualTo(ColumnType.NUM);
        assertThat(typeOf(List.of("1", "2", "3"))).isEqualTo(ColumnType.CAT);
    }

    @Test
    void oneMissingCellOrOnePointMakesThemQuantities() {
        assertThat(typeOf(List.of("0", "1", "0", ""))).isEqualTo(ColumnType.NUM);
        assertThat(typeOf(List.of("0", "1", "0", "1.0"))).isEqualTo(ColumnType.NUM);
        assertThat(typeOf(List.of("0", "1", "0", "inf"))).isEqualTo(ColumnType.NUM);
    }

    @Test
    void aColumnWithoutAnyValueIsQuantities() {
        assertThat(typeOf(List.of("", "NA", " "))).isEqualTo(ColumnType.NUM);
    }

    @Test
    void textIsLabelsUpToOneDistinctInTwoCellsAndFreeTextBeyond() {
        assertThat(inferred(List.of("a", "b", "a", "b"), Map.of()).fields())
                .containsExactly(new Field("c", ColumnType.CAT, Role.FEATURE, List.of("a", "b")));

        Inferred freeText = inferred(List.of("a", "b", "c", "b", ""), Map.of());

        assertThat(freeText.fields()).containsExactly(new Field("c", ColumnType.CAT, Role.IGNORED, List.of()));
        assertThat(freeText.notes())
                .containsExactly(
                        "c is left out: 3 different texts in 4 cells look like free text; give it the type cat to keep it");
        assertThat(((Batch) freeText.decoded()).missing()).isEqualTo(1);
    }

    @Test
    void truthValuesAreLabelsHoweverFew() {
        assertThat(inferred(List.of("True", "False"), Map.of())
                        .fields()
                        .getFirst()
                        .role())
                .isEqualTo(Role.FEATURE);
    }

    @Test
    void codesFollowTheSortedCategories() {
        CategoricalColumn column = (CategoricalColumn) column(inferred(List.of("b", "a", "", "b", "b", "a"), Map.of()));

        assertThat(column.dictionary()).containsExactly("a", "b");
        assertThat(column.codes()).containsExactly(1, 0, -1, 1, 1, 0);
    }

    @Test
    void quantitiesAreReadFromTheirText() {
        NumericColumn column = (NumericColumn) column(inferred(List.of("1.50", "", "2e1", "1.5"), Map.of()));

        assertThat(column.values()).containsExactly(1.5, Double.NaN, 20, 1.5);
    }

    @Test
    void aGivenKindWins() {
        assertThat(inferred(List.of("a", "b", "c"), Map.of("c", ColumnKind.CAT)).fields())
                .containsExactly(new Field("c", ColumnType.CAT, Role.FEATURE, List.of("a", "b", "c")));
        assertThat(inferred(List.of("0", "1", "0"), Map.of("c", ColumnKind.NUM)).fields())
                .containsExactly(new Field("c", ColumnType.NUM, Role.FEATURE, List.of()));
        assertThat(inferred(List.of("0", "1", "0"), Map.of("c", ColumnKind.SKIP))
                        .fields())
                .isEmpty();
    }

    @Test
    void aKindGivenToNoColumnIsRefused() {
        Inferred inferred = inferred(List.of("a"), Map.of("e", ColumnKind.SKIP));

        assertThat(inferred.decoded()).isInstanceOfSatisfying(Rejection.class, r -> assertThat(r.reason())
                .isEqualTo(Reason.MISSING_COLUMN));
    }

    private static ColumnType typeOf(List<String> cells) {
        return inferred(cells, Map.of()).fields().getFirst().type();
    }

    private static Object column(Inferred inferred) {
        return ((Batch) inferred.decoded()).columns().getFirst();
    }

    /** With a second column, so that an empty cell does not make a blank line. */
    private static Inferred inferred(List<String> cells, Map<String, ColumnKind> given) {
        String csv = cells.stream().map(cell -> cell + ",1\n").collect(Collectors.joining("", "c,d\n", ""));
        Inferred both = CsvReader.infer("b.csv", new ByteArrayInputStream(csv.getBytes(UTF_8)), given);
        if (!(both.decoded() instanceof Batch batch)) {
            return both;
        }
        List<Field> fields =
                both.fields().stream().filter(f -> f.name().equals("c")).toList();
        return new Inferred(
                new Batch(
                        batch.name(), batch.columns().subList(0, batch.columns().size() - 1), batch.rows()),
                fields,
                both.notes());
    }
}
