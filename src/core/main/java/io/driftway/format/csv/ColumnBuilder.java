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
import java.util.List;

/** A column while it is read, cell by cell. */
sealed interface ColumnBuilder extends CellSink {

    /** Hands the cells over, once: the builder has none afterwards. */
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

    final class Numbers implements ColumnBuilder {
        private final Chunks<double[]> chunks = new Chunks<>(double[]::new);
        private double[] values = {};
        private int filled;
        private int rows;

        @Override
        public int put(RowBlock block, int column) {
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                int start = block.start(row, column);
                int length = block.length(row, column);
                double value = Decimal.parse(text, start, length);
                if (Double.isNaN(value) && !Missing.is(text, start, length)) {
                    return row;
                }
                if (filled == values.length) {
                    values = chunks.add();
                    filled = 0;
                }
                values[filled++] = value;
            }
            rows = Math.addExact(rows, block.rows());
            return -1;
        }

        @Override
        public long heldBytes() {
            return chunks.cells() * Double.BYTES;
        }

        @Override
        public NumericColumn build(String name) {
            return new NumericColumn(name, chunks.take(rows));
        }
    }

    final class Categories implements ColumnBuilder {
        private final TextDictionary labels;
        private final Chunks<int[]> chunks = new Chunks<>(int[]::new);
        private int[] codes = {};
        private int filled;
        private int rows;

        Categories(List<String> known) {
            labels = new TextDictionary(known);
        }

        @Override
        public int put(RowBlock block, int column) {
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                if (filled == codes.length) {
                    codes = chunks.add();
                    filled = 0;
                }
                codes[filled++] = labels.code(labels.entry(text, block.start(row, column), block.length(row, column)));
            }
            rows = Math.addExact(rows, block.rows());
            return -1;
        }

        @Override
        public long heldBytes() {
            return chunks.cells() * Integer.BYTES + labels.heldBytes();
        }

        @Override
        public CategoricalColumn build(String name) {
            return new CategoricalColumn(name, labels.dictionary(), chunks.take(rows));
        }
    }

    final class Ids implements ColumnBuilder {
        private static final int BYTES_OF_TEXT = 56;

        private final Chunks<String[]> chunks = new Chunks<>(String[]::new);
        private String[] values = {};
        private int filled;
        private int rows;
        private long characters;

        @Override
        public int put(RowBlock block, int column) {
            byte[] text = block.text();
            for (int row = 0; row < block.rows(); row++) {
                int start = block.start(row, column);
                int length = block.length(row, column);
                if (filled == values.length) {
                    values = chunks.add();
                    filled = 0;
                }
                values[filled++] = Missing.is(text, start, length) ? "" : new String(text, start, length, UTF_8);
                characters += length;
            }
            rows = Math.addExact(rows, block.rows());
            return -1;
        }

        @Override
        public long heldBytes() {
            return chunks.cells() * BYTES_OF_TEXT + characters;
        }

        @Override
        public IdColumn build(String name) {
            return new IdColumn(name, chunks.take(rows));
        }
    }
}
