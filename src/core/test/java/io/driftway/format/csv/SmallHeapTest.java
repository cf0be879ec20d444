package io.driftway.format.csv;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.DuckDb;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is larger than the memory ends in an outcome, not in an OutOfMemoryError: here in a JVM of 64 MB. */
@Tag("slow")
class SmallHeapTest {

    @TempDir
    private Path folder;

    @Test
    void filesOfTenGigabytesEndInAnOutcome() throws Exception {
        Path bomb = DuckDb.parquet(
                folder.resolve("bomb.parquet"),
                "SELECT 'i' AS id, 'a' AS plan, 0.5::DOUBLE AS charge FROM range(4000000)",
                "CODEC zstd",
                "DICTIONARY_SIZE_LIMIT 0");
        Path printed = folder.resolve("printed");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        bomb.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        assertThat(process.waitFor(PATIENCE)).as("it came to an end").isTrue();
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
        assertThat(printed).hasContent("""
                        a long row, then many: too_large
                        bomb: expansion_limit
                        ids: too_large
                        labels: too_large
                        long cell: row_too_long
                        long quoted rows: 133 rows
                        long rows: 199 rows
                        one line: row_too_long
                        open quote: quote
                        rows: too_large
                        wide header: row_too_long
                        Parquet bomb: expansion_limit
                        profile of labels: too_large
                        """);
    }
}
