package io.driftway.cli;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.format.table.ColumnKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a column is taken for.
 *
 * @param name as in the header row
 * @param kind what it is read as
 * @param why a phrase for a person
 * @param isKey whether every row has a value of its own and the name says that it names rows
 */
record ColumnGuess(String name, ColumnKind kind, String why, boolean isKey) {

    private static final int LABELS_SHOWN = 4;
    private static final int LONGEST_LABEL_SHOWN = 20;

    /** What a column of names of rows is called, at the beginning or the end. */
    private static final Set<String> KEY_WORDS =
            Set.of("id", "ids", "uuid", "guid", "key", "nr", "no", "num", "number", "index", "code");

    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=[\\p{Ll}\\d])(?=\\p{Lu})|[^\\p{L}\\d]+");
    private static final Pattern NAMELESS = Pattern.compile("Unnamed: \\d+");
    private static final Pattern DATE =
            Pattern.compile("(\\d{4}([-/.])\\d{1,2}\\2\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\3\\d{4})([ T]\\d.*)?");

    static ColumnGuess told(String name, ColumnKind kind) {
        return new ColumnGuess(name, kind, "as told by --column-type", false);
    }

    /**
     * From the cells.
     *
     * @param freeText whether the inference took it for free text
     */
    static ColumnGuess of(Column column, boolean freeText) {
        if (column.missing() == column.size()) {
            return skipped(column, "no cell has a value", false);
        }
        return switch (column) {
            case NumericColumn numbers -> number(numbers);
            case CategoricalColumn labels -> labels(labels, freeText);
            case IdColumn ids -> skipped(ids, "names the rows", true);
        };
    }

    private static ColumnGuess skipped(Column column, String why, boolean isKey) {
        return new ColumnGuess(column.name(), ColumnKind.SKIP, why, isKey);
    }

    private static ColumnGuess number(NumericColumn column) {
        double[] present = Arrays.stream(column.values())
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        long distinct = Arrays.stream(present).distinct().count();
        boolean whole = Arrays.stream(present).allMatch(value -> value == Math.rint(value));
        boolean unique = whole && distinct == column.size();
        if (unique && isNameless(column.name())) {
            return skipped(column, "has no name and numbers the rows: an index that a program wrote", false);
        }
        if (unique && isNamedLikeKey(column.name(), false)) {
            return skipped(column, "each row has a number of its own, and so says the name", true);
        }
        String missing = column.missing() == 0 ? "" : String.format(Locale.ROOT, ", %,d cells empty", column.missing());
        return new ColumnGuess(
                column.name(),
                ColumnKind.NUM,
                String.format(
                        Locale.ROOT,
                        "%s from %s to %s, %,d different%s%s",
                        whole ? "whole numbers" : "numbers",
                        shown(present[0]),
                        shown(present[present.length - 1]),
                        distinct,
                        missing,
                        unique ? "; if they name the rows, say --id" : ""),
                false);
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.valueOf((float) value);
    }

    private static ColumnGuess labels(CategoricalColumn column, boolean freeText) {
        List<String> labels = column.dictionary();
        boolean unique = labels.size() == column.size();
        if (unique && isNameless(column.name())) {
            return skipped(column, "has no name and numbers the rows: an index that a program wrote", false);
        }
        if (unique && isNamedLikeKey(column.name(), true)) {
            return skipped(column, "each row has a text of its own, and so says the name", true);
        }
        if (labels.stream().allMatch(label -> DATE.matcher(label).matches())) {
            return skipped(column, "dates or times: later rows have others", false);
        }
        if (freeText) {
            return skipped(
                    column,
                    String.format(
                            Locale.ROOT,
                            "%,d different texts in %,d cells look like free text",
                            labels.size(),
                            column.size() - column.missing()),
                    false);
        }
        boolean integers = labels.stream().allMatch(label -> label.matches("-?\\d+"));
        return new ColumnGuess(
                column.name(),
                ColumnKind.CAT,
                String.format(
                        Locale.ROOT,
                        integers ? "whole numbers, but only %,d different: %s" : "%,d labels: %s",
                        labels.size(),
                        some(labels)),
                false);
    }

    private static String some(List<String> labels) {
        String few =
                labels.stream().limit(LABELS_SHOWN).map(ColumnGuess::shortly).collect(Collectors.joining(", "));
        return labels.size() > LABELS_SHOWN ? few + ", ..." : few;
    }

    static String shortly(String label) {
        String line = YamlText.onOneLine(label);
        return line.length() > LONGEST_LABEL_SHOWN ? line.substring(0, LONGEST_LABEL_SHOWN) + "..." : line;
    }

    private static boolean isNameless(String name) {
        return NAMELESS.matcher(name).matches();
    }

    private static boolean isNamedLikeKey(String name, boolean text) {
        List<String> words = BETWEEN_WORDS
                .splitAsStream(name)
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        boolean byWord =
                !words.isEmpty() && (KEY_WORDS.contains(words.getFirst()) || KEY_WORDS.contains(words.getLast()));
        return byWord || (text && name.toLowerCase(Locale.ROOT).endsWith("id"));
    }
}
