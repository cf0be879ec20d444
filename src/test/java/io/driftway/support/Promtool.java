package io.driftway.support;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prometheus' own judge of what it scrapes. */
public final class Promtool {

    private Promtool() {}

    /** What {@code promtool check metrics} says of an exposition, a line each. Where there is no promtool, the calling test is skipped; under CI it fails. */
    public static List<String> faults(String exposition) {
        try {
            Path file = Files.writeString(Files.createTempFile("metrics", ".txt"), exposition);
            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> faults = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            Files.delete(file);
            return faults;
        } catch (IOException absent) {
            if (Boolean.parseBoolean(System.getenv("CI"))) {
                throw new UncheckedIOException(absent);
            }
            return abort("SKIPPED: promtool is not installed; ./check does it");
        }
    }
}
