package io.driftway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prometheus' own judge of what it scrapes. */
public final class Promtool {

    private Promtool() {}

    /** What {@code promtool check metrics} says of an exposition, a line each. */
    public static List<String> faults(String exposition) {
        try {
            Path file = Files.writeString(Files.createTempFile("metrics", ".txt"), exposition);
            try {
                return Tool.run(file, "promtool", "check", "metrics").refusals();
            } finally {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
