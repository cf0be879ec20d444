package io.driftway.core.batch;

import java.util.regex.Pattern;

/**
 * A text in a CSV that people may open in a spreadsheet. One that begins with {@code = + - @}, a full-width form of these, a tab or a line end would be run there as a formula,
 * and is written behind an apostrophe, which makes it a text. A plain number is nothing to run and stays as it is.
 *
 * <p>What was written is read back equal: a text that has apostrophes before such a beginning gets one more, and loses one. All other texts are written as they are.
 */
public final class InertText {

    private static final String BEGINNINGS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private InertText() {}

    /** As it is to be written. */
    public static String of(String text) {
        return wouldRun(text, apostrophes(text)) ? "'" + text : text;
    }

    /** The text that was written so. */
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
