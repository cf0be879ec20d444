package io.driftway.format.parquet;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.Inferred;
import io.driftway.format.table.TypeInference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out what the columns of a Parquet file are, as Evidently 0.7 does from the frame that {@code pandas.read_parquet} makes of it.
 * The stored type says most:
 *
 * <ul>
 *   <li>fractions and decimals: quantities;
 *   <li>whole numbers: quantities, unless none is missing and at most 10 are distinct: then labels;
 *   <li>true and false: labels;
 *   <li>text: labels, unless more than half of the cells that have a value are distinct: then free text, which is left out;
 *       with no value at all: quantities;
 *   <li>dates, times, lists, groups: left out.
 * </ul>
 */
final class ParquetInference {

    static final int MAX_DISTINCT_INTEGER_LABELS = 10;

    private final Map<String, ColumnKind> given;
    private final List<String> notes = new ArrayList<>();

    ParquetInference(Map<String, ColumnKind> given) {
        this.given = given;
    }

    /** Whether the column is to be read; where it is left out because of its type, a note says so. */
    boolean isWanted(ParquetColumn column) {
        return switch (given.get(column.name())) {
            case SKIP -> false;
            case NUM, CAT -> true;
            case null ->
                switch (column.kind()) {
                    case TIME -> leftOut(column, "it holds dates or times; give it the type cat to keep it");
                    case NESTED -> leftOut(column, "it holds lists, maps or groups");
                    case OTHER -> leftOut(column, "its type is neither number nor text nor time");
                    case BOOLEAN, INTEGER, REAL, DECIMAL, TEXT -> true;
                };
        };
    }

    private boolean leftOut(ParquetColumn column, String why) {
        notes.add(column.name() + " is left out: " + why);
        return false;
    }

    ParquetCells cells(ParquetColumn column, int rows, ParquetPlace place) {
        if (!isGiven(column) && column.kind() == ParquetColumn.Kind.INTEGER) {
            return new ParquetCells.Integers(column, rows);
        }
        return areNumbers(column)
                ? new ParquetCells.Numbers(column, rows, place)
                : new ParquetCells.Categories(column, List.of(), rows, place);
    }

    ParquetTally tally(ParquetColumn column, ParquetPlace place) {
        boolean open = !isGiven(column);
        return areNumbers(column)
                ? new NumberTally(column, place, open && column.kind() == ParquetColumn.Kind.INTEGER)
                : new LabelTally(column, List.of(), place, open && column.kind() == ParquetColumn.Kind.TEXT);
    }

    /** Why columns are left out, one sentence for each, for a person. */
    List<String> notes() {
        return notes;
    }

    private boolean isGiven(ParquetColumn column) {
        return given.containsKey(column.name());
    }

    /** Whole numbers may still be labels. */
    private boolean areNumbers(ParquetColumn column) {
        return switch (given.get(column.name())) {
            case NUM -> true;
            case CAT, SKIP -> false;
            case null ->
                switch (column.kind()) {
                    case INTEGER, REAL, DECIMAL -> true;
                    case BOOLEAN, TEXT, TIME, NESTED, OTHER -> false;
                };
        };
    }

    /** @param read the columns of the batch */
    Inferred infer(Batch batch, List<ParquetColumn> read) {
        List<Column> columns = new ArrayList<>();
        Set<String> freeTexts = new HashSet<>();
        for (int i = 0; i < read.size(); i++) {
            Column column = batch.columns().get(i);
            boolean open = read.get(i).kind() == ParquetColumn.Kind.TEXT && !given.containsKey(column.name());
            columns.add(open && column.missing() == column.size() ? nothing(column) : column);
            if (open && column instanceof CategoricalColumn labels && isFreeText(labels)) {
                freeTexts.add(labels.name());
                notes.add(DistinctLimits.freeText(
                        labels.name(), labels.dictionary().size(), labels.size() - labels.missing()));
            }
        }
        Set<String> names = new HashSet<>(columns.stream().map(Column::name).toList());
        Inferred typed = TypeInference.infer(new Batch(batch.name(), columns, batch.rows()), names);
        List<Field> fields = typed.fields().stream()
                .map(field -> freeTexts.contains(field.name())
                        ? new Field(field.name(), ColumnType.CAT, Role.IGNORED, List.of())
                        : field)
                .toList();
        return new Inferred(typed.decoded(), fields, notes);
    }

    private static NumericColumn nothing(Column column) {
        double[] values = new double[column.size()];
        Arrays.fill(values, Double.NaN);
        return new NumericColumn(column.name(), values);
    }

    private static boolean isFreeText(CategoricalColumn column) {
        return DistinctLimits.isFreeText(column.dictionary().size(), column.size() - column.missing());
    }
}
