package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Shows a batch as a model sees it: float32 features in the order of the schema. A quantity is cast to float, and is NaN where it is missing,
 * infinite or beyond the range of float. A category is its place among the schema's categories, and NaN where it is missing or was never
 * seen in training. A model that takes numbers and texts as they are finds them here too.
 */
public final class Features {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** One feature: where its cells are read. */
    private sealed interface Cells permits Quantities, Categories {
        float at(int row);

        double number(int row);

        @Nullable
        String text(int row);

        void keys(int from, int length, int[] block, int offset);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Quantities(double[] values) implements Cells {
        @Override
        public float at(int row) {
            float value = (float) values[row];
            return Float.isInfinite(value) ? Float.NaN : value;
        }

        @Override
        public double number(int row) {
            return Double.isInfinite(values[row]) ? Double.NaN : values[row];
        }

        @Override
        public @Nullable String text(int row) {
            return Double.isNaN(values[row]) ? null : Double.toString(values[row]);
        }

        @Override
        public void keys(int from, int length, int[] block, int offset) {
            for (int row = 0; row < length; row++) {
                block[offset + row] = OrderedFloat.key(at(from + row));
            }
        }
    }

    /** Both tables begin with the place of code -1, a missing cell. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Categories(int[] codes, List<String> dictionary, float[] places, int[] keys) implements Cells {
        @Override
        public float at(int row) {
            return places[codes[row] + 1];
        }

        @Override
        public double number(int row) {
            String text = text(row);
            return text != null && NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        }

        @Override
        public @Nullable String text(int row) {
            return codes[row] < 0 ? null : dictionary.get(codes[row]);
        }

        @Override
        public void keys(int from, int length, int[] block, int offset) {
            for (int row = 0; row < length; row++) {
                block[offset + row] = keys[codes[from + row] + 1];
            }
        }
    }

    private final Cells[] cells;
    private final int rows;

    private Features(Cells[] cells, int rows) {
        this.cells = cells;
        this.rows = rows;
    }

    /**
     * Looks at a batch through a schema; copies nothing.
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema or has it as another type
     */
    public static Features of(Batch batch, Schema schema) {
        Cells[] cells =
                schema.features().stream().map(field -> cells(batch, field)).toArray(Cells[]::new);
        return new Features(cells, batch.rows());
    }

    /** Returns how many rows there are. */
    public int rows() {
        return rows;
    }

    /** Returns how many features a row has. */
    public int count() {
        return cells.length;
    }

    /** Returns one cell as the model sees it; NaN where it is missing, infinite, beyond the range of float, or a category unknown to the schema. */
    public float at(int row, int feature) {
        return cells[feature].at(row);
    }

    /** Returns one cell as a number: a quantity, or the number that a category is written as. NaN where there is no value, or none that is finite. */
    public double number(int row, int feature) {
        return cells[feature].number(row);
    }

    /** Returns one cell as a text; null where there is no value. A category is as it is written, whether the schema knows it or not. */
    public @Nullable String text(int row, int feature) {
        return cells[feature].text(row);
    }

    /** Writes rows as {@link OrderedFloat} keys, feature after feature, each with {@link FlatTrees#BLOCK_ROWS} cells. */
    void fill(int from, int length, int[] block) {
        for (int feature = 0; feature < cells.length; feature++) {
            cells[feature].keys(from, length, block, feature * FlatTrees.BLOCK_ROWS);
        }
    }

    private static Cells cells(Batch batch, Field field) {
        Column column = batch.column(field.name())
                .orElseThrow(() -> new IllegalArgumentException(batch.name() + " has no column " + field.name()));
        if (column instanceof NumericColumn quantities && field.type() == ColumnType.NUM) {
            return new Quantities(quantities.values());
        }
        if (column instanceof CategoricalColumn labels && field.type() == ColumnType.CAT) {
            return categories(labels, field.categories());
        }
        throw new IllegalArgumentException(batch.name() + ": column " + field.name() + " is not " + field.type());
    }

    private static Categories categories(CategoricalColumn column, List<String> known) {
        Map<String, Integer> placeOf = new HashMap<>();
        known.forEach(category -> placeOf.put(category, placeOf.size()));
        List<String> dictionary = column.dictionary();
        float[] places = new float[dictionary.size() + 1];
        int[] keys = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            Integer place = i == 0 ? null : placeOf.get(dictionary.get(i - 1));
            places[i] = place == null ? Float.NaN : place;
            keys[i] = OrderedFloat.key(places[i]);
        }
        return new Categories(column.codes(), dictionary, places, keys);
    }
}
