package io.driftway.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A JVM that ran out of memory ends, wherever it was started: what goes on in one cannot be relied on. The attempt is in the ledger by then. */
class OutOfMemoryTest {

    private static final String OPTION = "-XX:+ExitOnOutOfMemoryError";

    @Test
    void theImagesEndOnIt() throws IOException {
        assertThat(Files.readAllLines(Path.of("src", "main", "docker", "jvm-options")))
                .contains(OPTION);
        assertThat(Files.readAllLines(Path.of("Dockerfile")))
                .filteredOn(line -> line.startsWith("ENTRYPOINT"))
                .hasSize(2)
                .allMatch(line -> line.contains("\"java\", \"@/app/jvm-options\""));
    }

    @Test
    void theCommandEndsOnIt() throws IOException {
        assertThat(Files.readString(Path.of("driftway"))).contains(OPTION);
    }
}
