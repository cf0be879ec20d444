package io.driftway.format.table;

import java.util.Locale;
import java.util.stream.Stream;

/** A column whose type is still to be found out: its distinct texts, and how many cells have one. The rules are those of {@link TypeInference}. */
public interface OpenColumn {

    int MAX_DISTINCT_INTEGER_LABELS = 10;

    String name();

    /** How many distinct texts there are. */
    int labels();

    /** The distinct texts, a new stream each time. */
    Stream<String> texts();

    /** Cells that have a text. */
    long present();

    /** Cells without one. */
    long missing();

    default boolean isNumeric() {
        return texts().allMatch(text -> !Double.isNaN(Decimal.parse(text)))
                && (labels() == 0
                        || labels() > MAX_DISTINCT_INTEGER_LABELS
                        || missing() > 0
                        || !texts().allMatch(Decimal::isInteger));
    }

    default boolean isFreeText() {
        return DistinctLimits.isFreeText(labels(), present())
                && !texts().allMatch(text -> isTruth(text) || Decimal.isInteger(text));
    }

    private static boolean isTruth(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false");
    }
}
