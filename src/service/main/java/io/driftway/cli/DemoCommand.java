package io.driftway.cli;

import io.driftway.demo.DemoData;
import io.driftway.demo.FileData;
import io.driftway.demo.GeneratedData;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole loop on embedded parts. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the whole loop on this machine: no account, no cluster.",
            "A model is trained, batches arrive, their population moves, the drift is seen, a retraining runs in a JVM of its own,",
            "its model is gated and swapped in, and the drift value falls. All of it is visible on http://localhost:8080."
        },
        footer = {
            "",
            "Examples:",
            "  driftway demo",
            "  driftway demo --exit-when-done",
            "  driftway demo --data customers.csv --batches 20"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int BATCH_ROWS = 8_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--batches", description = "How many batches arrive (default: ${DEFAULT-VALUE}, least: 8).")
    private int batches = 12;

    @Option(names = "--interval", description = "Seconds between two batches (default: ${DEFAULT-VALUE}).")
    private double intervalSeconds = 2;

    @Option(names = "--exit-when-done", description = "End with a summary; exit code 0 only if the loop closed.")
    private boolean exitWhenDone;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "A CSV of labelled rows to use instead of generated customers.")
    private @Nullable Path file;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the store and the logs go; must be new or empty (default: a temporary folder).")
    private @Nullable Path folder;

    @Option(names = "--port", description = "Where the pages are (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--seed", description = "Of everything that is drawn by chance (default: ${DEFAULT-VALUE}).")
    private long seed = 7;

    @Override
    public Integer call() throws Exception {
        LocalTraining.requireLibrary();
        if (batches < DemoPlan.LEAST_BATCHES) {
            throw new BadInput("--batches must be at least " + DemoPlan.LEAST_BATCHES + ", got " + batches);
        }
        if (!(intervalSeconds >= 0 && intervalSeconds <= 3600)) {
            throw new BadInput("--interval must be in [0, 3600] seconds, got " + intervalSeconds);
        }
        PrintWriter out = spec.commandLine().getOut();
        DemoData data = data(out);
        Path dir = directory();
        DemoPlan plan = new DemoPlan(batches, Duration.ofMillis((long) (intervalSeconds * 1000)));
        try (DemoRun run = DemoRun.start(data, plan, dir, port, out)) {
            boolean closed = run.play();
            if (!exitWhenDone) {
                out.println(
                        "Still serving on http://localhost:" + port + "/ - Ctrl-C ends it. Everything is in " + dir);
                out.flush();
                Thread.currentThread().join();
            }
            return closed ? 0 : 1;
        }
    }

    private DemoData data(PrintWriter out) throws IOException {
        if (file == null) {
            out.println("Customers: generated, of a telecom company that does not exist (seed " + seed + ")");
            return new GeneratedData(BATCH_ROWS, seed);
        }
        if (!Files.isRegularFile(file)) {
            throw new BadInput(file + ": no such file; name a CSV of labelled rows");
        }
        try {
            FileData data = new FileData(file, BATCH_ROWS, seed);
            out.println("Customers: the rows of " + file + "; target "
                    + data.meaning().target() + " ("
                    + data.meaning().positive() + " is what is predicted), id "
                    + data.meaning().id()
                    + "; drift will be planted in " + data.driftColumn());
            return data;
        } catch (IllegalArgumentException unusable) {
            throw new BadInput(String.valueOf(unusable.getMessage()));
        }
    }

    private Path directory() throws IOException {
        if (folder == null) {
            return Files.createTempDirectory("driftway-demo-");
        }
        Files.createDirectories(folder);
        try (var inside = Files.list(folder)) {
            if (inside.findAny().isPresent()) {
                throw new BadInput(folder + ": not empty; name a new folder");
            }
        }
        return folder.toAbsolutePath();
    }
}
