package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.ValueCounter;
import io.driftway.format.profile.PartialColumn;
import io.driftway.format.profile.PartialColumn.Stored;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Missing;
import io.driftway.format.table.OpenColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column as it is counted while the file is read, in memory that does not grow with the rows. Texts are counted as they are written, which is quick where they
 * repeat; a column of numbers that has too many different ones goes on as numbers, and is exact up to {@link DistinctLimits#NUMBERS} of these. A column of other texts that has
 * too many is given up, and so is one of unknown type that is free text by what came first.
 */
final class ColumnTally implements CellSink, OpenColumn {

    /** Distinct texts of numbers, in all columns of a file, after which they are read as numbers one by one. */
    private static final int MAX_NUMBERS_AS_TEXT = 1 << 20;

    private static final int LEAST_NUMBERS_AS_TEXT = 1 << 8;
    private static final int MOST_NUMBERS_AS_TEXT = 1 << 16;

    private final String name;
    private final @Nullable ColumnType given;
    private final int numbersAsText;
    private @Nullable TextDictionary labels;
    private @Nullable ValueCounter numbers;
    private long[] counts;
    private int checked;
    private boolean allNumbers = true;
    private long rows;
    private long missing;
    private @Nullable String overflow;
    private @Nullable String firstText;

    /**
     * @param given the type, null when it is to be found out
     * @param known categories, where the type is that of labels
     * @param columns of the file, which share the memory
     */
    ColumnTally(String name, @Nullable ColumnType given, List<String> known, int columns) {
        this.name = name;
        this.given = given;
        numbersAsText = Math.clamp(MAX_NUMBERS_AS_TEXT / columns, LEAST_NUMBERS_AS_TEXT, MOST_NUMBERS_AS_TEXT);
        labels = new TextDictionary(known);
        checked = labels.entries();
        counts = new long[Math.max(64, checked)];
    }

    @Override
    public int put(RowBlock block, int column) {
        int row = 0;
        if (labels != null) {
            row = countTexts(block, column, labels);
        }
        if (row >= 0 && row < block.rows() && numbers != null) {
            row = countNumbers(block, column, row, numbers);
        }
        if (row < 0) {
            return -1 - row;
        }
        for (; row < block.rows(); row++) {
            countMissing(block, column, row);
        }
        rows += block.rows();
        return -1;
    }

    @Override
    public long heldBytes() {
        return 8L * counts.length
                + (labels == null ? 0 : labels.heldBytes())
                + (numbers == null ? 0 : numbers.heldBytes());
    }

    /** From here on: the row up to which was counted, or -1 - row for one that cannot be. */
    private int countTexts(RowBlock block, int column, TextDictionary texts) {
        byte[] text = block.text();
        for (int row = 0; row < block.rows(); row++) {
            int entry = texts.entry(text, block.start(row, column), block.length(row, column));
            if (entry < checked) {
                counts[entry]++;
            } else if (!check(texts, block, row, column)) {
                return -1 - row;
            } else {
                counts[entry]++;
                if (isFull(texts) || isEarlyFreeText(texts)) {
                    giveUpTexts(texts);
                    return row + 1;
                }
            }
        }
        return block.rows();
    }

    /** Looks at entries that are new; false when one is no number where it must be. */
    private boolean check(TextDictionary texts, RowBlock block, int row, int column) {
        if (counts.length < texts.entries()) {
            counts = Arrays.copyOf(counts, Math.max(texts.entries(), counts.length * 2));
        }
        for (; checked < texts.entries(); checked++) {
            boolean number =
                    texts.code(checked) < 0 || (given != ColumnType.CAT && !Double.isNaN(texts.number(checked)));
            if (!number && firstText == null) {
                firstText = text(block, row, column);
            }
            allNumbers &= number;
        }
        return allNumbers || given != ColumnType.NUM;
    }

    private boolean isFull(TextDictionary texts) {
        return texts.entries() > (allNumbers && given != ColumnType.CAT ? numbersAsText : DistinctLimits.LABELS);
    }

    /** Whether a column of unknown type is free text by what came so far. */
    private boolean isEarlyFreeText(TextDictionary texts) {
        return given == null && !allNumbers && DistinctLimits.isToBeLookedAt(texts.entries()) && isFreeText();
    }

    private void giveUpTexts(TextDictionary texts) {
        missing = missing(texts);
        if (allNumbers && given != ColumnType.CAT) {
            ValueCounter counter = new ValueCounter(DistinctLimits.NUMBERS);
            counter.add(numbers(texts));
            numbers = counter;
        } else if (texts.entries() <= DistinctLimits.LABELS) {
            overflow = DistinctLimits.earlyFreeText(name, labels(), present());
        } else {
            overflow = DistinctLimits.tooMany(name);
        }
        labels = null;
        counts = new long[0];
    }

    private int countNumbers(RowBlock block, int column, int from, ValueCounter counter) {
        byte[] text = block.text();
        for (int row = from; row < block.rows(); row++) {
            int start = block.start(row, column);
            int length = block.length(row, column);
            double value = Decimal.parse(text, start, length);
            if (!Double.isNaN(value)) {
                counter.add(value);
            } else if (Missing.is(text, start, length)) {
                counter.add(Double.NaN);
                missing++;
            } else if (given == ColumnType.NUM) {
                return -1 - row;
            } else {
                overflow = String.format(
                        Locale.ROOT,
                        "%s is left out: after more than %,d different numbers there is a text in line %,d; correct it, or give the column the type num or cat",
                        name,
                        numbersAsText,
                        block.line(row));
                firstText = text(block, row, column);
                numbers = null;
                return row;
            }
        }
        return block.rows();
    }

    private static String text(RowBlock block, int row, int column) {
        String cell = new String(block.text(), block.start(row, column), block.length(row, column), UTF_8);
        return "line " + block.line(row) + " has " + CellShape.of(cell);
    }

    private void countMissing(RowBlock block, int column, int row) {
        if (Missing.is(block.text(), block.start(row, column), block.length(row, column))) {
            missing++;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int labels() {
        return labels == null ? 0 : (int) entries(labels).count();
    }

    @Override
    public Stream<String> texts() {
        TextDictionary texts = labels;
        return texts == null ? Stream.empty() : entries(texts).mapToObj(texts::text);
    }

    @Override
    public long present() {
        TextDictionary texts = labels;
        return texts == null
                ? rows - missing
                : entries(texts).mapToLong(entry -> counts[entry]).sum();
    }

    @Override
    public long missing() {
        return labels == null ? missing : missing(labels);
    }

    /** As {@link OpenColumn} says, without looking at texts that were looked at when they came. */
    @Override
    public boolean isNumeric() {
        return allNumbers && (labels() > MAX_DISTINCT_INTEGER_LABELS || OpenColumn.super.isNumeric());
    }

    private static IntStream entries(TextDictionary texts) {
        return IntStream.range(0, texts.entries()).filter(entry -> texts.code(entry) >= 0);
    }

    private long missing(TextDictionary texts) {
        return IntStream.range(0, texts.entries())
                .filter(entry -> texts.code(entry) < 0)
                .mapToLong(entry -> counts[entry])
                .sum();
    }

    private ColumnType type() {
        if (given != null) {
            return given;
        }
        return numbers != null || isNumeric() ? ColumnType.NUM : ColumnType.CAT;
    }

    /** Why the column is left out, for a person, or null where it is not. */
    @Nullable
    String leftOut() {
        return overflow == null && given == null && type() == ColumnType.CAT && isFreeText()
                ? DistinctLimits.freeText(name, labels(), present())
                : overflow;
    }

    /** What is to be known where the column may be meant to be numbers; null where it is, where its type was given, and where it is text throughout. */
    FileProfile.@Nullable Doubt doubt() {
        if (given != null || firstText == null) {
            return null;
        }
        boolean mixed = leftOut() != null || texts().anyMatch(text -> !Double.isNaN(Decimal.parse(text)));
        return mixed ? new FileProfile.Doubt(firstText, missing()) : null;
    }

    /** What was counted; not for a column that is left out. */
    ColumnProfile profile() {
        if (numbers != null) {
            return numbers.profile(name);
        }
        if (labels == null) {
            throw new IllegalStateException(name + " is left out");
        }
        return type() == ColumnType.NUM ? numbers(labels) : categories(labels);
    }

    /**
     * What was counted, to be merged with what other files tell.
     *
     * @param file its name
     */
    PartialColumn part(String file) {
        String first = firstText == null ? "" : file + " " + firstText;
        if (overflow != null) {
            return PartialColumn.ofNothing(name, Stored.WRITTEN, given, missing(), overflow, first);
        }
        if (numbers != null) {
            return PartialColumn.ofNumbers(
                    name, Stored.WRITTEN, given, numbers.profile(name).withMissing(0), missing);
        }
        TextDictionary texts = Objects.requireNonNull(labels);
        return given == ColumnType.NUM
                ? PartialColumn.ofNumbers(
                        name, Stored.WRITTEN, given, numbers(texts).withMissing(0), missing())
                : PartialColumn.ofTexts(
                        name, Stored.WRITTEN, given, categories(texts).counts(), missing(), first);
    }

    private CategoricalProfile categories(TextDictionary texts) {
        TreeMap<String, Long> byLabel = new TreeMap<>();
        List<String> dictionary = texts.dictionary();
        for (int entry = 0; entry < texts.entries(); entry++) {
            if (texts.code(entry) >= 0 && counts[entry] > 0) {
                byLabel.merge(dictionary.get(texts.code(entry)), counts[entry], Long::sum);
            }
        }
        return new CategoricalProfile(name, byLabel, missing());
    }

    private NumericProfile numbers(TextDictionary texts) {
        double[] values = new double[texts.entries()];
        long[] times = new long[values.length];
        for (int entry = 0; entry < values.length; entry++) {
            values[entry] = texts.number(entry);
            times[entry] = counts[entry];
        }
        return NumericProfile.of(name, values, times);
    }
}
