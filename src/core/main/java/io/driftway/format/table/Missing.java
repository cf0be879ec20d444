package io.driftway.format.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Set;

/**
 * Says which cells have no value: empty ones, blanks, and the words that {@code pandas.read_csv} of pandas 2 reads as null unless told otherwise, exact in case. A word
 * that a schema lists among the categories of a column is that category there, so a model that was trained with it goes on knowing it.
 */
public final class Missing {

    private static final Set<String> WORDS = Set.of(
            "#N/A",
            "#N/A N/A",
            "#NA",
            "-1.#IND",
            "-1.#QNAN",
            "-NaN",
            "-nan",
            "1.#IND",
            "1.#QNAN",
            "<NA>",
            "N/A",
            "NA",
            "NULL",
            "NaN",
            "None",
            "n/a",
            "nan",
            "null");

    private static final int LONGEST_WORD =
            WORDS.stream().mapToInt(String::length).max().orElseThrow();

    /** By its first byte, whether a text may be one of the words. */
    private static final boolean[] BEGINS_WORD = new boolean[1 << Byte.SIZE];

    static {
        WORDS.forEach(word -> BEGINS_WORD[word.charAt(0)] = true);
    }

    private Missing() {}

    public static boolean is(byte[] text, int offset, int length) {
        int from = offset;
        int to = offset + length;
        while (from < to && Decimal.isBlank(text[from])) {
            from++;
        }
        while (from < to && Decimal.isBlank(text[to - 1])) {
            to--;
        }
        return from == to
                || (to - from <= LONGEST_WORD
                        && BEGINS_WORD[text[from] & 0xff]
                        && WORDS.contains(new String(text, from, to - from, ISO_8859_1)));
    }
}
