package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.Missing;
import java.util.Arrays;
import java.util.List;

/** A column while it is read, cell by cell. */
sealed interface ColumnBuilder extends CellSink {

    Column build(String name);

    static ColumnBuilder of(Field field) {
        if (field.role() == Role.ID) {
            return new Ids();
        }
        return switch (field.type()) {
            case NUM -> new Numbers();
            case CAT -> new Categories(field.categories());
        };
    }

    /** Room for at least so many rows. */
    private static int room(int had, int needed) {
        return Math.max(needed, Math.addExact(had, had >> 1));
    }

    final class Numbers implements ColumnBuilder {
        private double[] values = {};
        private int rows;

        @Override
        public int put(RowBlock block, int column) {
            if (rows + block.rows() > values.length) {
                values = Arrays.copyOf(values, room(values.length, Math.addExact(rows, block.rows())));
            }
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                int start = block.start(row, column);
                int length = block.length(row, column);
                double value = Decimal.parse(text, start, length);
                if (Double.isNaN(value) && !Missing.is(text, start, length)) {
                    return row;
                }
                values[rows++] = value;
            }
            return -1;
        }

        @Override
        public long heldBytes() {
            return (long) values.length * Double.BYTES;
        }

        @Override
        public NumericColumn build(String name) {
            return new NumericColumn(name, Arrays.copyOf(values, rows));
        }
    }

    final class Categories implements ColumnBuilder {
        private final TextDictionary labels;
        private int[] codes = {};
        private int rows;

        Categories(List<String> known) {
            labels = new TextDictionary(known);
        }

        @Override
        public int put(RowBlock block, int column) {
            if (rows + block.rows() > codes.length) {
                codes = Arrays.copyOf(codes, room(codes.length, Math.addExact(rows, block.rows())));
            }
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                codes[rows++] = labels.code(labels.entry(text, block.start(row, column), block.length(row, column)));
            }
            return -1;
        }

        @Override
        public long heldBytes() {
            return (long) codes.length * Integer.BYTES + labels.heldBytes();
        }

        @Override
        public CategoricalColumn build(String name) {
            return new CategoricalColumn(name, labels.dictionary(), Arrays.copyOf(codes, rows));
        }
    }

    final class Ids implements ColumnBuilder {
        private static final int BYTES_OF_TEXT = 56;

        private String[] values = {};
        private int rows;
        private long characters;

        @Override
        public int put(RowBlock block, int column) {
            if (rows + block.rows() > values.length) {
                values = Arrays.copyOf(values, room(values.length, Math.addExact(rows, block.rows())));
            }
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                int start = block.start(row, column);
                int length = block.length(row, column);
                values[rows++] = Missing.is(text, start, length) ? "" : new String(text, start, length, UTF_8);
                characters += length;
            }
            return -1;
        }

        @Override
        public long heldBytes() {
            return (long) values.length * BYTES_OF_TEXT + characters;
        }

        @Override
        public IdColumn build(String name) {
            return new IdColumn(name, Arrays.copyOf(values, rows));
        }
    }
}
