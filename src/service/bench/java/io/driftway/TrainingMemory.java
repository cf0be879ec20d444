package io.driftway;

import io.driftway.demo.Customers;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * How much memory a training takes for each row: the smallest heap in which it ends well, of generated customers in two lengths, each try a process of its own. Nothing
 * but the rows differs, so the difference is theirs. {@code TrainingMemory train|retrain rows more-rows [jar]}; the jar is target/driftway.jar if not given.
 */
public final class TrainingMemory {

    private static final Path FOLDER = Path.of("target", "training-memory");
    private static final Path STORE = FOLDER.resolve("store");
    /** What a retraining says of a file that does not fit its share of the memory. */
    private static final String LEFT_OUT = "left out of training";

    private static final int LEAST_MB = 32;
    private static final int MOST_ROWS_IN_MB = 8_000;
    private static final int LEAST_STEP_MB = 4;
    private static final int STEP_PERCENT = 4;
    private static final int FIRST_ROWS = 20_000;
    private static final int ENOUGH_MB = 1_024;
    private static final long MB = 1 << 20;
    private static final long HEAP_BYTES = 24L << 30;

    private TrainingMemory() {}

    public static void main(String[] args) throws Exception {
        boolean again = args[0].equals("retrain");
        int rows = Integer.parseInt(args[1]);
        int more = Integer.parseInt(args[2]);
        String jar = args.length > 3 ? args[3] : "target/driftway.jar";
        FileSystemUtils.deleteRecursively(FOLDER);
        Files.createDirectories(FOLDER);
        int few = smallest(jar, again, rows);
        int many = smallest(jar, again, more);
        if (many == few) {
            throw new IllegalArgumentException("so few rows fit the memory that the program needs anyway; give more");
        }
        double bytesOfRow = (double) (many - few) * MB / (more - rows);
        System.out.printf(
                "%s: %,d rows in %d MB, %,d rows in %d MB: %.0f bytes a row, so %.0f million rows in 24 GiB%n",
                args[0], rows, few, more, many, bytesOfRow, HEAP_BYTES / bytesOfRow / 1e6);
    }

    /** Upwards, because a failure is quick and a training is not. */
    private static int smallest(String jar, boolean again, int rows) throws Exception {
        Path data = customers(rows);
        if (again) {
            publish(jar, data);
        }
        int heapMb = LEAST_MB + rows / MOST_ROWS_IN_MB;
        while (!(again ? run(jar, heapMb, words("retrain")) : trains(jar, data, heapMb))) {
            heapMb += Math.max(LEAST_STEP_MB, heapMb * STEP_PERCENT / 100);
        }
        return heapMb;
    }

    private static Path customers(int rows) throws IOException {
        Path data = FOLDER.resolve(rows + ".csv");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(data), 1 << 16)) {
            new Customers(1).write(out, rows, 0, true);
        }
        return data;
    }

    private static boolean trains(String jar, Path data, int heapMb) throws Exception {
        Path out = FOLDER.resolve("model");
        FileSystemUtils.deleteRecursively(out);
        return run(
                jar,
                heapMb,
                "train",
                "--data",
                data.toString(),
                "--target",
                Customers.TARGET,
                "--id",
                Customers.ID,
                "--out",
                out.toString());
    }

    /** Makes a store whose champion is of few rows, and puts the others into it. */
    private static void publish(String jar, Path data) throws Exception {
        FileSystemUtils.deleteRecursively(STORE);
        Path first = customers(FIRST_ROWS);
        if (!trains(jar, first, ENOUGH_MB)
                || !run(
                        jar,
                        ENOUGH_MB,
                        words("publish", "--model", FOLDER.resolve("model").toString(), "--data", first.toString()))) {
            throw new IllegalStateException(Files.readString(FOLDER.resolve("output")));
        }
        Path labelled = STORE.resolve("labelled").resolve("rows.csv");
        Files.createDirectories(labelled.getParent());
        Files.copy(data, labelled);
    }

    private static String[] words(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--driftway.store.kind=folder");
        all.add("--driftway.store.folder=" + STORE.toAbsolutePath());
        return all.toArray(String[]::new);
    }

    private static boolean run(String jar, int heapMb, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heapMb + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar));
        command.addAll(List.of(words));
        File said = FOLDER.resolve("output").toFile();
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said)
                .start()
                .waitFor();
        boolean ok = code == 0 && !Files.readString(said.toPath()).contains(LEFT_OUT);
        System.out.printf("%s with %d MB: %s%n", words[0], heapMb, ok ? "done" : "failed");
        return ok;
    }
}
