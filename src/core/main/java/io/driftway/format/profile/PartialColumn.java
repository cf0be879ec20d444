package io.driftway.format.profile;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.OpenColumn;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds what some rows tell of a column, before its type is decided. Parts merge, and the type is decided by what all rows tell.
 *
 * <p>Cells are counted as texts as long as few are distinct, because a few whole numbers may be labels; then as numbers.
 *
 * @param name the column
 * @param stored what its cells are
 * @param given its type; null when it is to be found out
 * @param counts of cells that are counted by their text, none of them missing
 * @param numbers the other ones, none of them missing
 * @param missing cells without a value
 * @param leftOut why the column is left out, for a person; empty where it is not
 * @param firstText where a cell stands that is no number, and its shape, for a person; empty where all are numbers
 */
public record PartialColumn(
        String name,
        Stored stored,
        @Nullable ColumnType given,
        SortedMap<String, Long> counts,
        NumericProfile numbers,
        long missing,
        String leftOut,
        String firstText)
        implements OpenColumn {

    /** Says what the cells of a column are where they are kept. */
    public enum Stored {
        /** Texts that stand for numbers, labels or nothing, as in CSV. */
        WRITTEN,
        /** True and false. */
        TRUTHS,
        /** Whole numbers. */
        INTEGERS,
        /** Other numbers. */
        REALS,
        /** Texts that are no numbers. */
        TEXTS
    }

    /** Distinct texts of numbers, after which they are counted as numbers. */
    private static final int MOST_NUMBERS_AS_TEXT = 1 << 16;

    /** Returns a column that is counted as labels, or whose type is open. */
    public static PartialColumn ofTexts(
            String name,
            Stored stored,
            @Nullable ColumnType given,
            SortedMap<String, Long> counts,
            long missing,
            String firstText) {
        return new PartialColumn(name, stored, given, counts, none(name), missing, "", firstText);
    }

    /** Returns a column that is counted as numbers. */
    public static PartialColumn ofNumbers(
            String name, Stored stored, @Nullable ColumnType given, NumericProfile numbers, long missing) {
        return new PartialColumn(name, stored, given, Collections.emptySortedMap(), numbers, missing, "", "");
    }

    /** Returns a column of which nothing is counted any more but its missing cells. */
    public static PartialColumn ofNothing(
            String name, Stored stored, @Nullable ColumnType given, long missing, String leftOut, String firstText) {
        return new PartialColumn(
                name, stored, given, Collections.emptySortedMap(), none(name), missing, leftOut, firstText);
    }

    private static NumericProfile none(String name) {
        return new NumericProfile(name, new double[0], new long[0], 0, 0);
    }

    /**
     * Returns what the rows of both tell together.
     *
     * @throws IllegalArgumentException when the other is another column
     */
    PartialColumn merge(PartialColumn that) {
        if (!name.equals(that.name) || stored != that.stored || given != that.given) {
            throw new IllegalArgumentException(
                    name + " and " + that.name + " are columns of different tables and cannot be merged");
        }
        long without = missing + that.missing;
        String text = first(firstText, that.firstText);
        String why = first(leftOut, that.leftOut);
        if (!why.isEmpty()) {
            return ofNothing(name, stored, given, without, why, text);
        }
        CategoricalProfile both =
                new CategoricalProfile(name, counts, 0).merge(new CategoricalProfile(name, that.counts, 0));
        NumericProfile all = numbers.merge(that.numbers).atMost(DistinctLimits.NUMBERS);
        boolean asText = all.present() == 0 && all.infinite() == 0;
        if (mayBeNumbers() && text.isEmpty()) {
            return asText && both.distinct() <= MOST_NUMBERS_AS_TEXT
                    ? ofTexts(name, stored, given, both.counts(), without, text)
                    : ofNumbers(
                            name,
                            stored,
                            given,
                            all.merge(asNumbers(both.counts())).atMost(DistinctLimits.NUMBERS),
                            without);
        }
        if (!asText) {
            return ofNothing(
                    name,
                    stored,
                    given,
                    without,
                    String.format(
                            Locale.ROOT,
                            "%s is left out: beside very many different numbers there is a text, %s; correct it, or give the column the type num or cat",
                            name,
                            text),
                    text);
        }
        return both.distinct() > DistinctLimits.LABELS
                ? ofNothing(name, stored, given, without, DistinctLimits.tooMany(name), text)
                : ofTexts(name, stored, given, both.counts(), without, text);
    }

    /** The same whichever of them came first. */
    private static String first(String one, String other) {
        return one.isEmpty() || (!other.isEmpty() && other.compareTo(one) < 0) ? other : one;
    }

    private boolean mayBeNumbers() {
        return given != ColumnType.CAT && stored != Stored.TEXTS && stored != Stored.TRUTHS;
    }

    private NumericProfile asNumbers(Map<String, Long> texts) {
        double[] values = new double[texts.size()];
        long[] times = new long[values.length];
        int next = 0;
        for (Map.Entry<String, Long> entry : texts.entrySet()) {
            values[next] = Decimal.parse(entry.getKey());
            times[next++] = entry.getValue();
        }
        return NumericProfile.of(name, values, times);
    }

    @Override
    public int labels() {
        return counts.size();
    }

    @Override
    public Stream<String> texts() {
        return counts.keySet().stream();
    }

    @Override
    public long present() {
        return counts.values().stream().mapToLong(Long::longValue).sum() + numbers.present() + numbers.infinite();
    }

    /** Returns the type that the column has by what was counted. */
    private ColumnType type() {
        if (given != null) {
            return given;
        }
        boolean asText = numbers.present() == 0 && numbers.infinite() == 0;
        return switch (stored) {
            case WRITTEN -> !asText || isNumeric() ? ColumnType.NUM : ColumnType.CAT;
            case TRUTHS -> ColumnType.CAT;
            case INTEGERS ->
                asText && missing == 0 && labels() <= MAX_DISTINCT_INTEGER_LABELS ? ColumnType.CAT : ColumnType.NUM;
            case REALS -> ColumnType.NUM;
            case TEXTS -> counts.isEmpty() ? ColumnType.NUM : ColumnType.CAT;
        };
    }

    /** Returns why the column is left out, for a person; null where it is not. */
    @Nullable
    String note() {
        if (!leftOut.isEmpty()) {
            return leftOut;
        }
        boolean mayBeFree = given == null && type() == ColumnType.CAT;
        boolean free = mayBeFree
                && switch (stored) {
                    case WRITTEN -> isFreeText();
                    case TEXTS -> DistinctLimits.isFreeText(labels(), present());
                    case TRUTHS, INTEGERS, REALS -> false;
                };
        return free ? DistinctLimits.freeText(name, labels(), present()) : null;
    }

    /** Returns what is to be known where the column may be meant to be numbers; null where it is, where its type was given, and where it is text throughout. */
    FileProfile.@Nullable Doubt doubt() {
        if (given != null || firstText.isEmpty()) {
            return null;
        }
        boolean mixed = note() != null || texts().anyMatch(text -> !Double.isNaN(Decimal.parse(text)));
        return mixed ? new FileProfile.Doubt(firstText, missing) : null;
    }

    /** Returns what was counted; not for a column that is left out. */
    ColumnProfile profile() {
        if (type() == ColumnType.CAT) {
            return new CategoricalProfile(name, counts, missing);
        }
        return numbers.merge(asNumbers(counts)).atMost(DistinctLimits.NUMBERS).withMissing(missing);
    }
}
