package io.driftway.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Java of the tests and the benchmarks. */
final class Sources {

    private Sources() {}

    static List<Path> all() {
        return Stream.of("src/test/java", "src/bench/java")
                .flatMap(folder -> {
                    try (Stream<Path> files = Files.walk(Path.of(folder))) {
                        return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                })
                .toList();
    }

    static List<Path> named(String simpleName) {
        return all().stream()
                .filter(file -> file.endsWith(simpleName + ".java"))
                .toList();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
