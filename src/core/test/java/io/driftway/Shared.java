package io.driftway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Data sets that are not ours to redistribute, read from the folder beside this checkout where there is one. */
public final class Shared {

    private static final Path FOLDER = Path.of("..", "shared");

    private Shared() {}

    /** The file or folder; the calling test is skipped, with this said, when it is not there. */
    public static Path path(String first, String... more) {
        Path path = FOLDER.resolve(Path.of(first, more));
        assumeTrue(Files.exists(path), () -> "SKIPPED: " + path + " is not on this machine (shared test data)");
        return path;
    }

    public static boolean has(String first, String... more) {
        return Files.exists(FOLDER.resolve(Path.of(first, more)));
    }
}
