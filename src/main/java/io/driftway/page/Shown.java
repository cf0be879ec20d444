package io.driftway.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How figures, hashes and times look on a page. */
final class Shown {

    private static final int SHORT = 12;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Shown() {}

    static String shortly(String sha256) {
        return sha256.length() > SHORT ? sha256.substring(0, SHORT) : sha256;
    }

    static String figure(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }
}
