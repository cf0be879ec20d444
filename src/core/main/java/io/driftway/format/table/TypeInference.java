package io.driftway.format.table;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Guesses types from the cells of one file as Evidently 0.7 does from a pandas frame:
 *
 * <ul>
 *   <li>all numbers: quantities, unless they are whole, none is missing and at most 10 are distinct: then labels;
 *   <li>no value at all: quantities;
 *   <li>true and false: labels;
 *   <li>other text: labels, unless more than half of the cells that have a value are distinct: then free text, which is left out.
 * </ul>
 *
 * A guess depends on the rows at hand. Whatever runs more than once pins its types.
 */
public final class TypeInference {

    private TypeInference() {}

    /**
     * @param batch columns whose type is open as labels
     * @param given names of those whose type is not
     */
    public static Inferred infer(Batch batch, Set<String> given) {
        List<Column> columns = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Column column : batch.columns()) {
            Column typed = column instanceof CategoricalColumn open
                            && !given.contains(open.name())
                            && new Labelled(open).isNumeric()
                    ? numbers(open)
                    : column instanceof CategoricalColumn labels ? sorted(labels) : column;
            boolean freeText = typed instanceof CategoricalColumn labels
                    && !given.contains(labels.name())
                    && new Labelled(labels).isFreeText();
            columns.add(typed);
            fields.add(field(typed, freeText));
            if (freeText) {
                OpenColumn left = new Labelled((CategoricalColumn) typed);
                notes.add(DistinctLimits.freeText(left.name(), left.labels(), left.present()));
            }
        }
        return new Inferred(new Batch(batch.name(), columns, batch.rows()), fields, notes);
    }

    private static Field field(Column column, boolean freeText) {
        return column instanceof CategoricalColumn labels
                ? new Field(
                        labels.name(),
                        ColumnType.CAT,
                        freeText ? Role.IGNORED : Role.FEATURE,
                        freeText ? List.of() : labels.dictionary())
                : new Field(column.name(), ColumnType.NUM, Role.FEATURE, List.of());
    }

    private record Labelled(CategoricalColumn column) implements OpenColumn {

        @Override
        public String name() {
            return column.name();
        }

        @Override
        public int labels() {
            return column.dictionary().size();
        }

        @Override
        public Stream<String> texts() {
            return column.dictionary().stream();
        }

        @Override
        public long present() {
            return column.size() - missing();
        }

        @Override
        public long missing() {
            return column.missing();
        }
    }

    private static NumericColumn numbers(CategoricalColumn column) {
        double[] numbers =
                column.dictionary().stream().mapToDouble(Decimal::parse).toArray();
        double[] values = new double[column.size()];
        for (int row = 0; row < values.length; row++) {
            int code = column.codes()[row];
            values[row] = code < 0 ? Double.NaN : numbers[code];
        }
        return new NumericColumn(column.name(), values);
    }

    private static CategoricalColumn sorted(CategoricalColumn column) {
        List<String> sorted = column.dictionary().stream().sorted().toList();
        int[] places = column.dictionary().stream()
                .mapToInt(label -> Collections.binarySearch(sorted, label))
                .toArray();
        int[] codes = new int[column.size()];
        for (int row = 0; row < codes.length; row++) {
            int code = column.codes()[row];
            codes[row] = code < 0 ? -1 : places[code];
        }
        return new CategoricalColumn(column.name(), sorted, codes);
    }
}
