package io.driftway.core.batch;

import java.util.regex.Pattern;

/**
 * Writes a text so that a spreadsheet does not run it. A spreadsheet runs a cell that begins with {@code = + - @}, a full-width form of
 * these, a tab or a line end as a formula. Such a text is written behind an apostrophe, which makes it a text. A plain number is no formula
 * and stays as it is.
 *
 * <p>{@link #read} gives back what {@link #of} was given: a text with apostrophes before such a beginning gets one more, and loses one. All
 * other texts are written as they are.
 */
public final class InertText {

    private static final String BEGINNINGS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private InertText() {}

    /** Returns the text as it is written to the file. */
    public static String of(String text) {
        return wouldRun(text, apostrophes(text)) ? "'" + text : text;
    }

    /** Returns the text that {@link #of} wrote so. */
    public static String read(String written) {
        int apostrophes = apostrophes(written);
        return apostrophes > 0 && wouldRun(written, apostrophes) ? written.substring(1) : written;
    }

    private static int apostrophes(String text) {
        int count = 0;
        while (count < text.length() && text.charAt(count) == '\'') {
            count++;
        }
        return count;
    }

    private static boolean wouldRun(String text, int from) {
        return from < text.length()
                && BEGINNINGS.indexOf(text.charAt(from)) >= 0
                && !NUMBER.matcher(text).region(from, text.length()).matches();
    }
}
