package io.driftway.core.batch;

import java.util.Locale;

/**
 * Makes a text from a file or its name safe to show to a person: on one line, and without what colours a terminal, turns its text around or
 * forges a line of a log.
 */
public final class Printable {

    private static final String CUT = "...";

    private Printable() {}

    /** Returns the text with {@code \}{@code u001b} and the like in place of what must not be printed. */
    public static String of(String text) {
        return text.codePoints().noneMatch(Printable::isHidden)
                ? text
                : text.codePoints()
                        .collect(StringBuilder::new, Printable::append, StringBuilder::append)
                        .toString();
    }

    /** As above, of its first so many characters. */
    static String of(String text, int longest) {
        return of(
                text.codePointCount(0, text.length()) <= longest
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, longest)) + CUT);
    }

    private static void append(StringBuilder printed, int point) {
        if (isHidden(point)) {
            printed.append(String.format(Locale.ROOT, "\\u%04x", point));
        } else {
            printed.appendCodePoint(point);
        }
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
