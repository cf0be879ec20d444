package io.driftway.documents;

import io.driftway.support.Modules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Java of the tests and the benchmarks. */
final class Sources {

    private Sources() {}

    static List<Path> all() {
        return Modules.java("test", "bench");
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
