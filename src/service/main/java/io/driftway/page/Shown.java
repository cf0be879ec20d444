package io.driftway.page;

import com.samskivert.mustache.Escapers;
import io.driftway.core.decision.Sentence;
import io.driftway.core.drift.Direction;
import io.driftway.core.drift.DriftMethod;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How figures, hashes, texts and times look on a page. */
final class Shown {

    private static final int SHORT = 12;
    private static final double SMALL = 0.0005;
    private static final double RARE = 0.001;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Shown() {}

    static String shortly(String sha256) {
        return sha256.length() > SHORT ? sha256.substring(0, SHORT) : sha256;
    }

    /** Three decimals, or as many as a small figure needs; a dash for none. */
    static String figure(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return Math.abs(value) < SMALL && value != 0
                ? String.format(Locale.ROOT, "%.1e", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    /** A p-value or its level in two digits, or as one in so many where it is below {@value #RARE}; a dash for none. */
    static String chance(double value) {
        return Double.isNaN(value)
                ? "–"
                : value < RARE ? Sentence.oneIn(value) : String.format(Locale.ROOT, "%.2g", value);
    }

    /** The value of a method of drift, as the chance or the distance that it is. */
    static String score(String method, double value) {
        return isPValue(method) ? chance(value) : figure(value);
    }

    static boolean isPValue(String method) {
        return DriftMethod.named(method)
                .map(known -> known.direction() == Direction.P_VALUE)
                .orElse(false);
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String batches(long count) {
        return count(count) + (count == 1 ? " batch" : " batches");
    }

    static String percent(double share) {
        return Double.isNaN(share)
                ? "–"
                : share > 0 && share < SMALL ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** In the largest unit of which there are two. */
    static String age(Duration age) {
        return age.toHours() >= 2
                ? count(age.toHours()) + " hours"
                : age.toMinutes() >= 2 ? age.toMinutes() + " minutes" : Math.max(0, age.toSeconds()) + " seconds";
    }

    /** The id in a W3C trace context. */
    static String traceId(String traceparent) {
        String[] parts = traceparent.split("-");
        return parts.length > 1 ? parts[1] : traceparent;
    }

    static String cut(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** With a capital at the beginning. */
    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    static String escaped(String text) {
        return Escapers.HTML.escape(text);
    }
}
