package io.driftway.cli;

import io.driftway.core.batch.CategoricalColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The class whose probability a model will give.
 *
 * @param label as in the file
 * @param why it is this one, for a person
 * @param rows that have it
 * @param labelled rows that have any
 */
record Positive(String label, String why, long rows, long labelled) {

    /**
     * The one that was told, or the usual one, or the rarer. Of a target without classes it is an empty text.
     *
     * @param told by a person
     */
    static Positive of(CategoricalColumn target, @Nullable String told) {
        long labelled = target.size() - target.missing();
        if (told != null) {
            return new Positive(told, "as told by --positive", count(target, told), labelled);
        }
        List<String> classes = target.dictionary();
        return LabelledFile.usualPositive(classes)
                .map(usual -> new Positive(usual, "the usual word for it", count(target, usual), labelled))
                .or(() -> classes.stream()
                        .min(Comparator.comparingLong((String label) -> count(target, label))
                                .thenComparing(label -> label))
                        .map(rarer -> new Positive(
                                rarer, "the rarer class; --positive names the other", count(target, rarer), labelled)))
                .orElse(new Positive("", "", 0, 0));
    }

    private static long count(CategoricalColumn target, String label) {
        int code = target.dictionary().indexOf(label);
        return Arrays.stream(target.codes()).filter(c -> c == code && c >= 0).count();
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "the probability will be of %s, %s: %,d of %,d labelled rows",
                ColumnGuess.shortly(label),
                why,
                rows,
                labelled);
    }
}
