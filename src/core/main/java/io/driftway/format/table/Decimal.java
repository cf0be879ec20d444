package io.driftway.format.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;

/** Numbers as people and other programs write them: {@code 12}, {@code -0.5}, {@code .5}, {@code 1e-3}, {@code inf}, {@code -Infinity}. */
public final class Decimal {

    /** Powers of ten that a double holds exactly. */
    private static final double[] TEN_TO = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int EXACT_DIGITS = 15;
    private static final int MAX_EXPONENT = 100_000;

    private Decimal() {}

    /**
     * The double nearest to the number written there, blanks around it left aside; NaN when it is not a number.
     * Up to 15 digits times or over a power of ten up to 22 is one correctly rounded operation on two exact doubles
     * (Clinger, How to read floating point numbers accurately, 1990); the rest is left to {@link JavaDoubleParser}, which reads the bytes
     * without a text of its own and to the same bit as {@link Double#parseDouble}.
     */
    public static double parse(byte[] text, int offset, int length) {
        int to = offset + length;
        int at = offset;
        while (at < to && isBlank(text[at])) {
            at++;
        }
        while (at < to && isBlank(text[to - 1])) {
            to--;
        }
        int from = at;
        boolean negative = at < to && text[at] == '-';
        if (negative || (at < to && text[at] == '+')) {
            at++;
        }
        int unsigned = at;
        long mantissa = 0;
        int significant = 0;
        int written = 0;
        int scale = 0;
        boolean fraction = false;
        for (; at < to; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                written++;
                if (significant < EXACT_DIGITS) {
                    mantissa = mantissa * 10 + digit;
                }
                significant += significant > 0 || digit > 0 ? 1 : 0;
                scale -= fraction ? 1 : 0;
            } else if (text[at] == '.' && !fraction) {
                fraction = true;
            } else {
                break;
            }
        }
        if (written == 0) {
            return infinity(text, unsigned, to, negative);
        }
        if (at < to) {
            int exponent = exponent(text, at, to);
            if (exponent == Integer.MIN_VALUE) {
                return Double.NaN;
            }
            scale += exponent;
        }
        if (significant <= EXACT_DIGITS && scale > -TEN_TO.length && scale < TEN_TO.length) {
            double magnitude = scale < 0 ? mantissa / TEN_TO[-scale] : mantissa * TEN_TO[scale];
            return negative ? -magnitude : magnitude;
        }
        return JavaDoubleParser.parseDouble(text, from, to - from);
    }

    /** Number written as this text. */
    public static double parse(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return parse(bytes, 0, bytes.length);
    }

    /** A blank or a control character, none of which is part of a longer character of UTF-8. */
    public static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }

    /** The exponent written from {@code e} to the end, kept within bounds; {@link Integer#MIN_VALUE} when it is none. */
    private static int exponent(byte[] text, int e, int to) {
        int at = e + 1;
        if ((text[e] != 'e' && text[e] != 'E') || at == to) {
            return Integer.MIN_VALUE;
        }
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        if (at == to) {
            return Integer.MIN_VALUE;
        }
        int exponent = 0;
        for (; at < to; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return Integer.MIN_VALUE;
            }
            exponent = Math.min(MAX_EXPONENT, exponent * 10 + digit);
        }
        return negative ? -exponent : exponent;
    }

    private static double infinity(byte[] text, int from, int to, boolean negative) {
        String word = to - from == 3 || to - from == 8 ? new String(text, from, to - from, ISO_8859_1) : "";
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return Double.NaN;
    }

    /** Whether the text is a whole number without point or exponent that fits 64 bits. */
    public static boolean isInteger(String text) {
        try {
            Long.parseLong(text.strip());
            return true;
        } catch (NumberFormatException notOne) {
            return false;
        }
    }
}
