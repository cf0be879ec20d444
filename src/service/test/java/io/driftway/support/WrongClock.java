package io.driftway.support;

import java.util.Map;

/** A wrong clock for a program, by libfaketime: Debian has it in the package {@code faketime}. How time passes is left as it is. */
public final class WrongClock {

    private WrongClock() {}

    /** Whether programs can be given one here. */
    public static boolean isInstalled() {
        return Tool.onThePath("faketime").isPresent();
    }

    /**
     * What a program is to find in its environment.
     *
     * @param offset as faketime has it: {@code +1d} is a day ahead
     */
    public static Map<String, String> environment(String offset) {
        return Map.of(
                "LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1",
                "FAKETIME", offset,
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                "NO_FAKE_STAT", "1");
    }
}
