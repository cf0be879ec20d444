package io.driftway.format;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import java.util.Arrays;
import java.util.List;

/** A column while it is read. */
sealed interface ColumnBuilder {

    int FIRST_ROWS = 1024;

    /** Sets the cell of a row, over whatever an abandoned row left there; false when the column cannot hold it. */
    boolean put(int row, char[] text, int offset, int length);

    Column build(String name, int rows);

    static ColumnBuilder of(Field field) {
        if (field.role() == Role.ID) {
            return new Ids();
        }
        return switch (field.type()) {
            case NUM -> new Numbers();
            case CAT -> new Categories(field.categories());
        };
    }

    /** Room for one row more. */
    private static int more(int rows) {
        return Math.max(FIRST_ROWS, Math.addExact(rows, rows >> 1));
    }

    final class Numbers implements ColumnBuilder {
        private double[] values = {};

        @Override
        public boolean put(int row, char[] text, int offset, int length) {
            if (row == values.length) {
                values = Arrays.copyOf(values, more(row));
            }
            double value = Decimal.parse(text, offset, length);
            values[row] = value;
            return !Double.isNaN(value) || Missing.is(text, offset, length);
        }

        @Override
        public NumericColumn build(String name, int rows) {
            return new NumericColumn(name, Arrays.copyOf(values, rows));
        }
    }

    final class Categories implements ColumnBuilder {
        private final Labels labels;
        private int[] codes = {};

        Categories(List<String> known) {
            labels = new Labels(known);
        }

        @Override
        public boolean put(int row, char[] text, int offset, int length) {
            if (row == codes.length) {
                codes = Arrays.copyOf(codes, more(row));
            }
            codes[row] = labels.code(text, offset, length);
            return true;
        }

        @Override
        public CategoricalColumn build(String name, int rows) {
            return new CategoricalColumn(name, labels.dictionary(), Arrays.copyOf(codes, rows));
        }
    }

    final class Ids implements ColumnBuilder {
        private String[] values = {};

        @Override
        public boolean put(int row, char[] text, int offset, int length) {
            if (row == values.length) {
                values = Arrays.copyOf(values, more(row));
            }
            values[row] = Missing.is(text, offset, length) ? "" : new String(text, offset, length);
            return true;
        }

        @Override
        public IdColumn build(String name, int rows) {
            return new IdColumn(name, Arrays.copyOf(values, rows));
        }
    }
}
