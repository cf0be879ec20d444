package io.driftway;

import io.driftway.demo.DemoData;
import io.driftway.demo.GeneratedData;
import io.driftway.support.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The real jar on a folder that is never empty, with ten scrapers: how long a scrape takes meanwhile, and what is alive on the heap after a collection
 * at every twentieth of the way, with nothing to do for a moment. {@code Soak [batches] [rows of each] [folder]}; needs target/driftway.jar. On
 * a folder in memory, such as one below /dev/shm, it is the service that is measured and not the disk.
 */
public final class Soak {

    private static Path folder = Path.of("target");
    private static final int SCRAPERS = 10;
    private static final int PARTS = 20;
    private static final int AHEAD = 200;
    private static final int KINDS = 20;
    private static final int LOOKS = 5;
    private static final double MB = 1 << 20;

    /** What G1 fills the ends of its regions with: no object of the program. */
    private static final String FILLER = "FillerElement";

    /** The digests of the batches that have ended are kept in long arrays. */
    private static final String DIGESTS = "[J";

    private static final double WORTH_SAYING = 0.1;

    /** A line of {@code GC.class_histogram}: number, instances, bytes, class. */
    private static final Pattern CLASS = Pattern.compile("\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");

    private Soak() {}

    private record Scrape(double millis, boolean busy) {}

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 300;
        folder = (args.length > 2 ? Path.of(args[2]) : folder).resolve("soak");
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
        Path inbox = Files.createDirectories(folder.resolve("store/incoming"));
        DemoData data = new GeneratedData(rows, 1);
        champion(data);
        List<byte[]> kinds = new ArrayList<>();
        for (int i = 0; i < KINDS; i++) {
            kinds.add(data.batch(i, i % 4 == 3, false));
        }
        int port = Program.freePort();
        Process service = start("run", "--server.port=" + port, "--driftway.ingest.cron=0/1 * * * * ?");
        ConcurrentLinkedQueue<Scrape> scrapes = new ConcurrentLinkedQueue<>();
        try (ExecutorService scrapers = Executors.newFixedThreadPool(SCRAPERS)) {
            while (ended(port) < 0) {
                Thread.sleep(100);
            }
            for (int i = 0; i < SCRAPERS; i++) {
                scrapers.execute(() -> scrape(port, scrapes));
            }
            List<double[]> heap = new ArrayList<>();
            Map<String, Double> before = Map.of();
            long begun = System.nanoTime();
            double next = (double) batches / PARTS;
            for (int written = 0; ended(port) < batches; ) {
                double ended = ended(port);
                for (; written < next && written < ended + AHEAD; written++) {
                    Path file = inbox.resolve("%06d.csv".formatted(written));
                    Path part = folder.resolve("part");
                    Files.write(part, kinds.get(written % KINDS));
                    Files.move(part, file);
                }
                if (ended >= Math.floor(next)) {
                    next += (double) batches / PARTS;
                    Map<String, Double> alive = alive(service.pid());
                    heap.add(new double[] {ended, sum(alive), sum(alive) - alive.get(DIGESTS)});
                    System.out.printf("%8.0f batches  %6.1f MB alive  %s%n", ended, sum(alive), grown(before, alive));
                    before = alive;
                }
                if (!service.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("output")));
                }
                Thread.sleep(100);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            scrapers.shutdownNow();
            Map<String, Double> alive = alive(service.pid());
            heap.add(new double[] {batches, sum(alive), sum(alive) - alive.get(DIGESTS)});
            System.out.printf(
                    "%d batches of %d rows in %.0f s: %.0f a second%n", batches, rows, seconds, batches / seconds);
            print(
                    "scrape while scoring",
                    scrapes.stream()
                            .filter(Scrape::busy)
                            .mapToDouble(Scrape::millis)
                            .sorted()
                            .toArray());
            slope("alive after a collection", heap, 1);
            slope("the same without long arrays", heap, 2);
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static void champion(DemoData data) throws Exception {
        Path training = folder.resolve("training.csv");
        Files.write(training, data.training());
        String model = folder.resolve("model").toString();
        DemoData.Meaning meaning = data.meaning();
        for (List<String> command : List.of(
                List.of(
                        "train",
                        "--data",
                        training.toString(),
                        "--target",
                        meaning.target(),
                        "--positive",
                        meaning.positive(),
                        "--id",
                        meaning.id(),
                        "--out",
                        model),
                List.of(
                        "publish",
                        "--model",
                        model,
                        "--data",
                        training.toString(),
                        "--driftway.store.kind=folder",
                        "--driftway.store.folder=" + folder.resolve("store")))) {
            if (java(command).waitFor() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("output")));
            }
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of(
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder.resolve("store"),
                "--driftway.retrain.launcher=process",
                "--driftway.retrain.cooldown=1000d",
                "--driftway.ingest.settle=0s",
                "--server.address=127.0.0.1"));
        return java(command);
    }

    private static Process java(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseG1GC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                "target/driftway.jar"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    private static void scrape(int port, ConcurrentLinkedQueue<Scrape> scrapes) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!Thread.currentThread().isInterrupted()) {
                long asked = System.nanoTime();
                String text = get(client, port);
                scrapes.add(
                        new Scrape((System.nanoTime() - asked) / 1e6, value(text, "driftway_backlog_batches ") > 0));
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static String get(HttpClient client, int port) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (port + 1) + "/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** How many batches have their verdict; negative while nobody answers. */
    private static double ended(int port) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return get(client, port)
                    .lines()
                    .filter(line -> line.startsWith("driftway_decisions_total"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException notYet) {
            return -1;
        }
    }

    private static double value(String text, String metric) {
        return text.lines()
                .filter(line -> line.startsWith(metric))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length())))
                .findFirst()
                .orElse(0);
    }

    /** MB of each class that are alive between two polls: the least of a few looks, as a listing in the middle of a poll is alive as well. */
    private static Map<String, Double> alive(long pid) throws IOException, InterruptedException {
        Map<String, Double> least = Map.of();
        for (int look = 0; look < LOOKS; look++) {
            Map<String, Double> alive = new HashMap<>();
            jcmd(pid, "GC.class_histogram")
                    .lines()
                    .map(String::strip)
                    .map(CLASS::matcher)
                    .filter(Matcher::matches)
                    .filter(line -> !line.group(2).contains(FILLER))
                    .forEach(line -> alive.merge(line.group(2), Double.parseDouble(line.group(1)) / MB, Double::sum));
            if (alive.isEmpty()) {
                throw new IllegalStateException("jcmd does not say what is alive");
            }
            least = look == 0 || sum(alive) < sum(least) ? alive : least;
            Thread.sleep(170);
        }
        return least;
    }

    private static double sum(Map<String, Double> alive) {
        return alive.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Which classes have more alive than the last time. */
    private static String grown(Map<String, Double> before, Map<String, Double> now) {
        return now.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue() - before.getOrDefault(entry.getKey(), 0.0)))
                .filter(entry -> !before.isEmpty() && entry.getValue() > WORTH_SAYING)
                .map(entry -> "%s +%.2f".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        return said;
    }

    private static void print(String what, double[] millis) {
        System.out.printf(
                "%s: %d, median %.1f ms, 99 of 100 within %.1f ms, longest %.1f ms%n",
                what,
                millis.length,
                millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)],
                millis[millis.length - 1]);
    }

    /** Least squares over the later three quarters, with the standard error of the slope. */
    private static void slope(String what, List<double[]> heap, int column) {
        List<double[]> later = heap.subList(heap.size() / 4, heap.size());
        double x = later.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double y = later.stream().mapToDouble(point -> point[column]).average().orElseThrow();
        double xx = later.stream()
                .mapToDouble(point -> (point[0] - x) * (point[0] - x))
                .sum();
        double slope = later.stream()
                        .mapToDouble(point -> (point[0] - x) * (point[column] - y))
                        .sum()
                / xx;
        double rest = later.stream()
                .mapToDouble(point -> Math.pow(point[column] - y - slope * (point[0] - x), 2))
                .sum();
        double error = Math.sqrt(rest / (later.size() - 2) / xx);
        System.out.printf(
                "%s: %s MB; slope %.3f ± %.3f MB a 1,000 batches%n",
                what,
                later.stream().map(point -> "%.1f".formatted(point[column])).toList(),
                slope * 1_000,
                2 * error * 1_000);
    }
}
