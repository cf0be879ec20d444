package io.driftway.cli;

import java.util.Locale;
import java.util.Set;

/** Texts as YAML scalars that every reader takes for these texts. */
final class YamlText {

    /** What YAML 1.1 takes for something else than a text, in lower case. */
    private static final Set<String> RESERVED =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none");

    /** More characters than a reader must accept in a key without a mark before it. */
    private static final int LONGEST_KEY = 1_024;

    private YamlText() {}

    /** Bare where that is safe, else in double quotes. */
    static String of(String text) {
        boolean bare = text.matches("[A-Za-z][A-Za-z0-9_./-]*") && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
        return bare ? text : quoted(text);
    }

    /** As the key of a mapping, with what must stand before the value. */
    static String key(String text) {
        String scalar = of(text);
        return scalar.length() < LONGEST_KEY ? scalar + ":" : "? " + scalar + "\n  :";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
            } else if (isPrintable(point)) {
                quoted.appendCodePoint(point);
            } else {
                quoted.append(String.format(Locale.ROOT, point > 0xFFFF ? "\\U%08x" : "\\u%04x", point));
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** For a comment or a terminal: nothing in it ends the line or moves the cursor. */
    static String onOneLine(String text) {
        return text.codePoints()
                .map(point -> isPrintable(point) ? point : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
