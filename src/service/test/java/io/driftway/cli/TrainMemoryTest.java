package io.driftway.cli;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.demo.Customers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code train} does with more rows than its heap holds, in a JVM of its own. */
class TrainMemoryTest {

    private static final int ROWS = 200_000;

    @TempDir
    private Path folder;

    private record Ended(int code, String said) {}

    private Ended train(int heapMb, int rows) throws IOException, InterruptedException {
        Path data = folder.resolve("customers.csv");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data))) {
            new Customers(1).write(out, rows, 0, true);
        }
        Path printed = folder.resolve("printed");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMb + "m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Driftway.class.getName(),
                        "train",
                        "--data",
                        data.toString(),
                        "--target",
                        Customers.TARGET,
                        "--id",
                        Customers.ID,
                        "--out",
                        folder.resolve("model").toString()))
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE)).as("it came to an end").isTrue();
        return new Ended(process.exitValue(), Files.readString(printed));
    }

    /** In the smaller heap the rows alone take too much, in the larger one the trees have no room beside them. */
    @ParameterizedTest
    @ValueSource(ints = {32, 56})
    void moreRowsThanTheHeapHoldsEndInOneLineWithARemedy(int heapMb) throws Exception {
        Ended ended = train(heapMb, ROWS);

        assertThat(ended.said())
                .matches(
                        "driftway: \\S+customers\\.csv: training on 200,000 rows of 17 features takes about \\d+ MB of memory,"
                                + " and there are \\d+ MB; give it more with DRIFTWAY_JAVA_OPTS=-Xmx\\d+m, or fewer rows,"
                                + " or train with XGBoost and use driftway import --xgboost\n");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(folder.resolve("model")).doesNotExist();
    }
}
