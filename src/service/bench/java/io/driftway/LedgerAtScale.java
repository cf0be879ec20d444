package io.driftway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderInbox;
import io.driftway.store.FolderStore;
import io.driftway.support.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The real jar on a folder in which so many batches have ended and are still in the inbox: seconds until it answers, what is left of the heap after a collection, and what a second
 * with one poll and nothing to do costs. {@code LedgerAtScale [records] [folder]}; needs target/driftway.jar.
 */
public final class LedgerAtScale {

    private static final Pattern USED = Pattern.compile("(?:total|heap).*?used (\\d+)K");
    private static final int IDLE_SECONDS = 30;

    private LedgerAtScale() {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path folder = (args.length > 1 ? Path.of(args[1]) : Path.of("target")).resolve("ledger-at-scale");
        new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
        Path store = Files.createDirectories(folder.resolve("store"));
        seed(store, records);
        for (int size : List.of(0, records)) {
            measure(size, size == 0 ? Files.createDirectories(folder.resolve("empty")) : store, folder);
        }
    }

    private static void seed(Path folder, int records) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("incoming"));
        for (int i = 0; i < records; i++) {
            Files.write(inbox.resolve("%07d.csv".formatted(i)), "a\n1\n".getBytes(UTF_8));
        }
        ObjectStore store = new FolderStore(folder);
        Ledger ledger = new Ledger(
                store, new JsonRecords(), new ClaimRules("seed", 5, 20, Duration.ofMinutes(10)), Clock.systemUTC());
        for (BlobVersion blob : new FolderInbox(store, "store", "incoming/").versions()) {
            ledger.claim(blob);
            ledger.quarantine(blob, new Rejection(Reason.EMPTY, blob.name(), "", "nothing in it", "write rows"));
        }
    }

    private static void measure(int records, Path store, Path folder) throws Exception {
        int port = Program.freePort();
        long begun = System.nanoTime();
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
                        "--driftway.ingest.cron=0/1 * * * * ?")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            while (!Program.answer(port + 1, "/metrics").contains("driftway_backlog_batches 0.0")) {
                if (!service.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("output")));
                }
                Thread.sleep(50);
            }
            double start = (System.nanoTime() - begun) / 1e9;
            double before = cpu(service);
            Thread.sleep(IDLE_SECONDS * 1000L);
            double idle = (cpu(service) - before) / IDLE_SECONDS;
            jcmd(service, "GC.run");
            Matcher used = USED.matcher(jcmd(service, "GC.heap_info"));
            long kilobytes = 0;
            while (used.find()) {
                kilobytes += Long.parseLong(used.group(1));
            }
            System.out.printf(
                    "%,d records: first poll done after %.1f s, %.1f MB of heap after a collection, %.3f CPU-seconds a second with one poll%n",
                    records, start, kilobytes / 1024.0, idle);
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static double cpu(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0;
    }

    private static String jcmd(Process service, String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(service.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        jcmd.waitFor();
        return said;
    }
}
