package io.driftway.telemetry;

import io.driftway.core.stream.WindowWriter.Result;
import io.driftway.core.stream.WindowWriter.Written;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Counts what {@code driftway window} does. */
public final class WindowMeters {

    private static final String ROW = "row";
    private static final String SET_ASIDE = "set_aside";
    private static final String TOMBSTONE = "tombstone";

    private final MeterRegistry registry;

    public WindowMeters(MeterRegistry registry) {
        this.registry = registry;
        Stream.of(Result.values()).forEach(result -> Meters.WINDOWS.count(registry, 0, name(result)));
        Stream.of(ROW, SET_ASIDE, TOMBSTONE).forEach(result -> Meters.WINDOW_RECORDS.count(registry, 0, result));
        lost(0);
    }

    /** A window was written, or found. The records of one that was found were counted by who wrote it. */
    public void written(Written written) {
        Meters.WINDOWS.count(registry, 1, name(written.result()));
        if (written.result() == Result.WRITTEN || written.result() == Result.EMPTY) {
            Meters.WINDOW_RECORDS.count(registry, written.window().rows(), ROW);
            Meters.WINDOW_RECORDS.count(registry, written.window().tombstones(), TOMBSTONE);
        }
    }

    /** A record was set aside. */
    public void setAside() {
        Meters.WINDOW_RECORDS.count(registry, 1, SET_ASIDE);
    }

    /** A topic deleted so many offsets before they were read. */
    public void lost(long offsets) {
        Meters.WINDOW_LOST.count(registry, offsets);
    }

    /** Shows how far behind the topic this process is. */
    public void lag(LongSupplier offsets) {
        Meters.WINDOW_LAG.gauge(registry, offsets::getAsLong);
    }

    private static String name(Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }
}
