package io.driftway.format.parquet;

import dev.hardwood.reader.Validity;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Role;
import io.driftway.format.table.KnownLabels;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column while it is read from Parquet; its length is known from the start. */
sealed interface ParquetCells extends ParquetSink {

    Column build();

    /** What a schema asks for. */
    static ParquetCells of(Field field, ParquetColumn column, int rows, ParquetPlace place) {
        if (field.role() == Role.ID) {
            return new Ids(column, rows, place);
        }
        return field.type() == ColumnType.NUM
                ? new Numbers(column, rows, place)
                : new Categories(column, field.categories(), rows, place);
    }

    /** A text, or a rejection that says where the bytes are none. */
    static @Nullable String text(
            ParquetValues.OfBytes values, int row, byte[] bytes, int from, int length, ParquetPlace place) {
        try {
            String text = values.text(bytes, from, length);
            return text == null ? null : place.checked(row, text);
        } catch (CharacterCodingException malformed) {
            throw place.refuse(Reason.ENCODING, row, "there is a byte that is not UTF-8", "write text as UTF-8");
        }
    }

    /** A number, NaN for a missing one, or a rejection that says where the cell is none. */
    static double number(ParquetValues.OfBits values, int row, long bits, ParquetPlace place) {
        try {
            return values.number(bits);
        } catch (NumberFormatException notOne) {
            throw place.badNumber(row, String.valueOf(values.text(bits)));
        }
    }

    static double number(
            ParquetValues.OfBytes values, int row, byte[] bytes, int from, int length, ParquetPlace place) {
        try {
            return values.number(bytes, from, length);
        } catch (NumberFormatException notOne) {
            throw place.badNumber(row, String.valueOf(text(values, row, bytes, from, length, place)));
        }
    }

    final class Numbers implements ParquetCells {
        private final ParquetColumn column;
        private final ParquetValues values;
        private final ParquetPlace place;
        private final double[] cells;

        Numbers(ParquetColumn column, int rows, ParquetPlace place) {
            this.column = column;
            this.values = ParquetValues.of(column);
            this.place = place;
            this.cells = new double[rows];
        }

        @Override
        public void put(int row, ParquetBatch batch) {
            Validity validity = batch.validity();
            boolean nulls = validity.hasNulls();
            for (int i = 0; i < batch.count(); i++) {
                cells[row + i] = nulls && validity.isNull(i)
                        ? Double.NaN
                        : switch (values) {
                            case ParquetValues.OfBits bits -> number(bits, row + i, batch.bits()[i], place);
                            case ParquetValues.OfBytes bytes ->
                                number(
                                        bytes,
                                        row + i,
                                        batch.bytes(),
                                        batch.ends()[i],
                                        batch.ends()[i + 1] - batch.ends()[i],
                                        place);
                        };
            }
        }

        @Override
        public NumericColumn build() {
            return new NumericColumn(column.name(), cells);
        }
    }

    final class Categories implements ParquetCells {
        private final ParquetColumn column;
        private final ParquetValues values;
        private final ParquetPlace place;
        private final ParquetLabels labels;
        private final int[] codes;

        Categories(ParquetColumn column, List<String> known, int rows, ParquetPlace place) {
            this.column = column;
            this.values = ParquetValues.of(column);
            this.place = place;
            this.labels = new ParquetLabels(new KnownLabels(known, column.kind() == ParquetColumn.Kind.BOOLEAN));
            this.codes = new int[rows];
        }

        @Override
        public void put(int row, ParquetBatch batch) {
            Validity validity = batch.validity();
            boolean nulls = validity.hasNulls();
            for (int i = 0; i < batch.count(); i++) {
                codes[row + i] = nulls && validity.isNull(i)
                        ? -1
                        : switch (values) {
                            case ParquetValues.OfBits bits -> code(bits, batch.bits()[i]);
                            case ParquetValues.OfBytes bytes ->
                                code(bytes, row + i, batch.bytes(), batch.ends()[i], batch.ends()[i + 1]);
                        };
            }
        }

        private int code(ParquetValues.OfBits values, long bits) {
            int code = labels.code(bits);
            return code == ParquetLabels.UNSEEN ? labels.put(bits, values.text(bits)) : code;
        }

        private int code(ParquetValues.OfBytes values, int row, byte[] bytes, int from, int to) {
            int code = labels.code(bytes, from, to - from);
            return code == ParquetLabels.UNSEEN
                    ? labels.put(bytes, from, to - from, text(values, row, bytes, from, to - from, place))
                    : code;
        }

        @Override
        public CategoricalColumn build() {
            return new CategoricalColumn(column.name(), labels.dictionary(), codes);
        }
    }

    final class Ids implements ParquetCells {
        private final ParquetColumn column;
        private final ParquetValues values;
        private final ParquetPlace place;
        private final String[] cells;

        Ids(ParquetColumn column, int rows, ParquetPlace place) {
            this.column = column;
            this.values = ParquetValues.of(column);
            this.place = place;
            this.cells = new String[rows];
        }

        @Override
        public void put(int row, ParquetBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                @Nullable
                String text = batch.validity().isNull(i)
                        ? null
                        : switch (values) {
                            case ParquetValues.OfBits bits -> bits.text(batch.bits()[i]);
                            case ParquetValues.OfBytes bytes ->
                                text(
                                        bytes,
                                        row + i,
                                        batch.bytes(),
                                        batch.ends()[i],
                                        batch.ends()[i + 1] - batch.ends()[i],
                                        place);
                        };
                cells[row + i] = text == null ? "" : text;
            }
        }

        @Override
        public IdColumn build() {
            return new IdColumn(column.name(), cells);
        }
    }

    /** Whole numbers of which nobody said what they are: labels when few are distinct and none is missing, else quantities. */
    final class Integers implements ParquetCells {
        private final ParquetColumn column;
        private final ParquetValues.OfBits values;
        private final double[] cells;
        private final Map<Long, Integer> distinct = new HashMap<>();
        private final List<String> dictionary = new ArrayList<>();
        private int @Nullable [] codes;

        Integers(ParquetColumn column, int rows) {
            this.column = column;
            this.values = (ParquetValues.OfBits) ParquetValues.of(column);
            this.cells = new double[rows];
            this.codes = new int[rows];
        }

        @Override
        public void put(int row, ParquetBatch batch) {
            Validity validity = batch.validity();
            if (validity.hasNulls()) {
                codes = null;
            }
            for (int i = 0; i < batch.count(); i++) {
                long bits = batch.bits()[i];
                cells[row + i] = validity.isNull(i) ? Double.NaN : values.number(bits);
                if (codes != null) {
                    codes[row + i] = distinct.computeIfAbsent(bits, unseen -> {
                        dictionary.add(values.text(unseen));
                        return dictionary.size() - 1;
                    });
                    if (distinct.size() > ParquetInference.MAX_DISTINCT_INTEGER_LABELS) {
                        codes = null;
                    }
                }
            }
        }

        @Override
        public Column build() {
            return codes == null
                    ? new NumericColumn(column.name(), cells)
                    : new CategoricalColumn(column.name(), dictionary, codes);
        }
    }
}
