package io.driftway.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java sources of the project's modules. */
public final class Modules {

    private static final Path SOURCES = Path.of("src");

    private Modules() {}

    /**
     * Returns the Java files of all modules.
     *
     * @param kinds of {@code main}, {@code test}, {@code bench}
     */
    public static List<Path> java(String... kinds) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && List.of(kinds).contains(file.getName(2).toString()))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
