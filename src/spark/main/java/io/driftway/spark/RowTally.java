package io.driftway.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.ValueCounter;
import io.driftway.format.profile.PartialColumn;
import io.driftway.format.profile.PartialColumn.Stored;
import io.driftway.format.profile.PartialProfile;
import io.driftway.format.profile.Wanted;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.KnownLabels;
import io.driftway.format.table.Missing;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Counts rows, column by column, in memory that does not grow with them. What is a missing cell, a number and a label is what it is where Driftway reads Parquet by itself.
 */
final class RowTally {

    private final String table;
    private final List<ColumnTally> columns = new ArrayList<>();
    private long rows;
    private @Nullable Rejection refusal;

    /**
     * @param table its name, for messages
     * @param stored what the cells of each column are, in order; its key is the name
     */
    RowTally(String table, Map<String, Stored> stored, Wanted wanted) {
        this.table = table;
        stored.forEach((name, cells) -> columns.add(new ColumnTally(
                name, cells, wanted.type(name), new KnownLabels(wanted.known(name), cells == Stored.TRUTHS))));
    }

    void add(Row row) {
        rows++;
        for (int i = 0; i < columns.size() && refusal == null; i++) {
            columns.get(i).add(row.isNullAt(i) ? null : row.get(i));
        }
    }

    PartialProfile part() {
        return refusal == null
                ? new PartialProfile(
                        rows, 0, columns.stream().map(ColumnTally::part).toList())
                : PartialProfile.refused(refusal);
    }

    private final class ColumnTally {
        /** More different whole numbers are no labels. */
        private static final int MOST_WHOLE_LABELS = 64;

        private final String name;
        private final Stored stored;
        private final @Nullable ColumnType given;
        private final KnownLabels labels;
        private final boolean asNumbers;
        private final ValueCounter numbers = new ValueCounter(DistinctLimits.NUMBERS);
        private Map<Object, long[]> cells = new HashMap<>();
        private boolean counted = true;
        private long present;
        private long missing;
        private String leftOut = "";
        private String firstText = "";

        ColumnTally(String name, Stored stored, @Nullable ColumnType given, KnownLabels labels) {
            this.name = name;
            this.stored = stored;
            this.given = given;
            this.labels = labels;
            asNumbers = given == ColumnType.NUM || (given == null && stored == Stored.REALS);
        }

        void add(@Nullable Object cell) {
            if (cell == null || isMissing(cell)) {
                missing++;
            } else if (asNumbers) {
                double number = number(cell);
                if (Double.isNaN(number)) {
                    missing++;
                } else {
                    numbers.add(number);
                }
            } else {
                present++;
                if (counted) {
                    count(cell);
                } else if (leftOut.isEmpty()) {
                    numbers.add(((Number) cell).doubleValue());
                }
            }
        }

        private static boolean isMissing(Object cell) {
            return switch (cell) {
                case Double number -> Double.isNaN(number);
                case Float number -> Float.isNaN(number);
                case String text -> text.chars().allMatch(c -> c <= ' ');
                default -> false;
            };
        }

        private double number(Object cell) {
            return switch (cell) {
                case Number number -> number.doubleValue();
                case Boolean truth -> truth ? 1 : 0;
                case String text -> {
                    byte[] bytes = text.getBytes(UTF_8);
                    double number = Decimal.parse(bytes, 0, bytes.length);
                    if (Double.isNaN(number) && !Missing.is(bytes, 0, bytes.length)) {
                        refuse(CellShape.of(text));
                    }
                    yield number;
                }
                default -> {
                    refuse("a cell of the type " + cell.getClass().getSimpleName());
                    yield Double.NaN;
                }
            };
        }

        private void refuse(String what) {
            refusal = new Rejection(
                    Reason.BAD_NUMBER,
                    table,
                    "column " + name,
                    "there is " + what + " where a number must be",
                    "correct it, or give the column the type cat or skip");
        }

        private void count(Object cell) {
            long[] times = cells.get(cell);
            if (times != null) {
                times[0]++;
                return;
            }
            cells.put(cell, new long[] {1});
            if (given == null
                    && firstText.isEmpty()
                    && cell instanceof String text
                    && Double.isNaN(Decimal.parse(text))) {
                firstText = table + " has " + CellShape.of(text);
            }
            int distinct = cells.size();
            if (given == null && stored == Stored.INTEGERS) {
                if (distinct > MOST_WHOLE_LABELS) {
                    cells.forEach((number, count) -> {
                        for (long i = 0; i < count[0]; i++) {
                            numbers.add(((Number) number).doubleValue());
                        }
                    });
                    stopCounting();
                }
            } else if (distinct > DistinctLimits.LABELS) {
                giveUp(DistinctLimits.tooMany(name));
            } else if (given == null
                    && stored == Stored.TEXTS
                    && DistinctLimits.isToBeLookedAt(distinct)
                    && DistinctLimits.isFreeText(distinct, present)) {
                giveUp(DistinctLimits.earlyFreeText(name, distinct, present));
            }
        }

        private void giveUp(String why) {
            leftOut = why;
            stopCounting();
        }

        private void stopCounting() {
            cells = Map.of();
            counted = false;
        }

        PartialColumn part() {
            if (!leftOut.isEmpty()) {
                return PartialColumn.ofNothing(name, stored, given, missing, leftOut, firstText);
            }
            NumericProfile profile = numbers.profile(name);
            if (asNumbers || !counted) {
                return PartialColumn.ofNumbers(name, stored, given, profile, missing);
            }
            TreeMap<String, Long> texts = new TreeMap<>();
            cells.forEach((cell, times) ->
                    texts.merge(labels.dictionary().get(labels.code(text(cell))), times[0], Long::sum));
            return PartialColumn.ofTexts(name, stored, given, texts, missing, firstText);
        }

        private static String text(Object cell) {
            return switch (cell) {
                case BigDecimal number -> number.toPlainString();
                case Date date -> date.toLocalDate().toString();
                case Timestamp time -> time.toInstant().toString();
                case Boolean truth -> truth.toString().toLowerCase(Locale.ROOT);
                default -> String.valueOf(cell);
            };
        }
    }
}
