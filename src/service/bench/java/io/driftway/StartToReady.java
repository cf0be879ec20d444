package io.driftway;

import io.driftway.image.ImageTree;
import io.driftway.support.Program;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * From the start of the monitor's process to its readiness, with the image's AOT cache and without: whole processes, by turns, in wall seconds
 * and in CPU seconds of the process. {@code StartToReady [rounds]}; needs target/driftway.jar.
 */
public final class StartToReady {

    private static final Path FOLDER = Path.of("target", "start-to-ready");

    private StartToReady() {}

    private record Start(double seconds, double cpuSeconds) {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        new ProcessBuilder("rm", "-rf", FOLDER.toString()).start().waitFor();
        Files.createDirectories(FOLDER);
        ImageTree tree = new ImageTree(FOLDER.toAbsolutePath());
        tree.build();
        List<String> with = tree.commandLine("monitor", tree.target("monitor"));
        List<String> without =
                with.stream().filter(word -> !word.startsWith("-XX:AOTCache")).toList();
        List<Start> cached = new ArrayList<>();
        List<Start> plain = new ArrayList<>();
        start(with);
        start(without);
        for (int i = 0; i < rounds; i++) {
            cached.add(start(with));
            plain.add(start(without));
        }
        print("with the AOT cache", cached);
        print("without", plain);
        System.out.printf(
                "ratio of the medians: %.2f wall, %.2f CPU%n",
                median(plain, false) / median(cached, false), median(plain, true) / median(cached, true));
    }

    private static Start start(List<String> command) throws IOException, InterruptedException {
        int port = Program.freePort();
        List<String> java = new ArrayList<>(command);
        java.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ProcessBuilder builder = new ProcessBuilder(java)
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve("output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SERVER_ADDRESS",
                        "127.0.0.1",
                        "SERVER_PORT",
                        Integer.toString(port),
                        "DRIFTWAY_STORE_KIND",
                        "folder",
                        "DRIFTWAY_STORE_FOLDER",
                        FOLDER.resolve("monitor/tmp/store").toString()));
        long begun = System.nanoTime();
        Process process = builder.start();
        try {
            while (!ready(port)) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(FOLDER.resolve("output")));
                }
                Thread.sleep(10);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
            return new Start(seconds, cpu.toMillis() / 1e3);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean ready(int port) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + (port + 1) + "/health/readiness")
                            .toURL()
                            .openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void print(String name, List<Start> starts) {
        System.out.printf(
                "%-20s %.2f s to readiness (%.2f to %.2f), %.2f CPU-s, %d starts%n",
                name,
                median(starts, false),
                starts.stream().mapToDouble(Start::seconds).min().orElse(Double.NaN),
                starts.stream().mapToDouble(Start::seconds).max().orElse(Double.NaN),
                median(starts, true),
                starts.size());
    }

    private static double median(List<Start> starts, boolean cpu) {
        double[] sorted = starts.stream()
                .mapToDouble(cpu ? Start::cpuSeconds : Start::seconds)
                .sorted()
                .toArray();
        return Arrays.stream(sorted)
                .skip((sorted.length - 1) / 2)
                .limit(2 - sorted.length % 2)
                .average()
                .orElse(Double.NaN);
    }
}
