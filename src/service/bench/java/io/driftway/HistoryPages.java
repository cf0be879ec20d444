package io.driftway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.support.Browser;
import io.driftway.support.Program;
import io.driftway.support.SeededStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the pages of history take with so many batches: until all batches are listed, in the first process on the store and in the next, and the time to the first byte and to the last of
 * each page, and until Chromium has drawn it. {@code HistoryPages [batches] [folder] [again]}, the last where the store of the last run is there; needs target/driftway.jar.
 */
public final class HistoryPages {

    private static final int LOOKS = 40;
    private static final int RENDERS = 11;
    private static final Pattern USED = Pattern.compile("(?:total|heap).*?used (\\d+)K");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private HistoryPages() {}

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path folder = (args.length > 1 ? Path.of(args[1]) : Path.of("target")).resolve("history-pages");
        Path store = folder.resolve("store");
        if (args.length < 3) {
            new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
            SeededStore.fill(store, batches);
        }
        // What an earlier run kept.
        new ProcessBuilder("rm", "-rf", store.resolve("history").toString())
                .start()
                .waitFor();
        life("the first process", store, folder, false);
        life("the next process", store, folder, true);
    }

    private static void life(String name, Path store, Path folder, boolean look) throws Exception {
        int port = Program.freePort();
        Process service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        "target/driftway.jar",
                        "run",
                        "--server.port=" + port,
                        "--driftway.store.kind=folder",
                        "--driftway.store.folder=" + store,
                        "--driftway.retrain.launcher=process",
                        "--driftway.ingest.whole-cron=0 0 0 1 1 ?")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            while (Program.answer(port, "/").isEmpty()) {
                if (!service.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("output")));
                }
                Thread.sleep(50);
            }
            double before = heap(service);
            long begun = System.nanoTime();
            Look first = look(port, "/batches", "text/html");
            while (!look(port, "/batches?size=1", "application/json").body().contains("\"whole\":true")) {
                if (!service.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("output")));
                }
                Thread.sleep(20);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "%s: the first page after %.0f ms, all batches listed after %.1f s, %.1f MB more of heap%n",
                    name, first.last(), seconds, heap(service) - before);
            if (look) {
                looks(port);
                System.out.printf("heap after a collection: %.1f MB%n", heap(service));
            }
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static void looks(int port) throws Exception {
        Matcher held = Pattern.compile("\"held\":(\\d+)")
                .matcher(look(port, "/batches?size=1", "application/json").body());
        int last = held.find() ? Math.max(1, Integer.parseInt(held.group(1)) / 50) : 1;
        measure(port, "the newest", "/batches", "text/html");
        measure(port, "the last page", "/batches?page=" + last, "text/html");
        measure(port, "a name", "/batches?name=REGION-3", "text/html");
        measure(port, "a name that is not there", "/batches?name=nowhere", "text/html");
        measure(port, "an outcome, most drift first", "/batches?outcome=breach&sort=most-drift", "text/html");
        measure(port, "most rows first", "/batches?sort=most-rows", "text/html");
        measure(port, "1,000 as JSON", "/batches?size=1000", "application/json");
        System.out.printf(
                "a feature, 100 reports read: %.0f ms%n",
                look(port, "/features/feature_6", "text/html").last());
        measure(port, "a feature again", "/features/feature_6", "text/html");
        measure(port, "another feature", "/features/feature_7", "text/html");
        measure(port, "all features", "/features", "text/html");
        try (Browser browser = Browser.open()) {
            for (String path : List.of("/batches", "/features/feature_6", "/features")) {
                render(browser, port, path);
            }
        }
    }

    /** As a browser tells it, from the click on. */
    private static void render(Browser browser, int port, String path) {
        double[] first = new double[RENDERS];
        double[] whole = new double[RENDERS];
        for (int i = 0; i < RENDERS; i++) {
            browser.show("http://127.0.0.1:" + port + path);
            first[i] = told(browser, "responseStart");
            whole[i] = told(browser, "loadEventEnd");
        }
        Arrays.sort(first);
        Arrays.sort(whole);
        System.out.printf(
                "%s in Chromium: first byte %.0f ms (median), whole %.0f ms (worst %.0f)%n",
                path, first[RENDERS / 2], whole[RENDERS / 2], whole[RENDERS - 1]);
    }

    private static double told(Browser browser, String what) {
        return ((Number) browser.driver().executeScript("return performance.getEntriesByType('navigation')[0]." + what))
                .doubleValue();
    }

    private record Look(double first, double last, String body) {}

    private static Look look(int port, String path, String accept) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofInputStream());
        double first = (System.nanoTime() - begun) / 1e6;
        try (InputStream in = answer.body()) {
            String body = new String(in.readAllBytes(), UTF_8);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + body);
            }
            return new Look(first, (System.nanoTime() - begun) / 1e6, body);
        }
    }

    private static void measure(int port, String what, String path, String accept) throws Exception {
        double[] first = new double[LOOKS];
        double[] last = new double[LOOKS];
        int size = 0;
        for (int i = 0; i < LOOKS; i++) {
            Look look = look(port, path, accept);
            first[i] = look.first();
            last[i] = look.last();
            size = look.body().length();
        }
        Arrays.sort(first);
        Arrays.sort(last);
        System.out.printf(
                "%s: first byte %.0f ms (median; worst %.0f), last byte %.0f ms (worst %.0f), %d kB%n",
                what, first[LOOKS / 2], first[LOOKS - 1], last[LOOKS / 2], last[LOOKS - 1], size / 1000);
    }

    private static double heap(Process service) throws IOException, InterruptedException {
        jcmd(service, "GC.run");
        Matcher used = USED.matcher(jcmd(service, "GC.heap_info"));
        long kilobytes = 0;
        while (used.find()) {
            kilobytes += Long.parseLong(used.group(1));
        }
        return kilobytes / 1024.0;
    }

    private static String jcmd(Process service, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid()),
                        command))
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        jcmd.waitFor();
        return said;
    }
}
