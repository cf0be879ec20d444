package io.driftway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.InboxFolders;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.SupersededVersions;
import io.driftway.stage.WholeInbox;
import io.driftway.store.FolderInbox;
import io.driftway.store.FolderStore;
import io.driftway.support.Program;
import io.driftway.support.Rewiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * An inbox in which so many batches lie that have ended, in dated folders of the last 30 days or in one folder. First the requests that each kind of listing would be on Azure, with 5,000 names an
 * answer, counted at the stages that the service has. Then the real jar: seconds until it answers, what is left of the heap after a collection, and what a second with one poll and
 * nothing to do costs, with a look at everything each minute. {@code LedgerAtScale [records] [folder] [dated|flat] [again]}, the last where the inbox of the last run is there; needs target/driftway.jar.
 */
public final class LedgerAtScale {

    private static final Pattern USED = Pattern.compile("(?:total|heap).*?used (\\d+)K");
    private static final int IDLE_SECONDS = 120;
    private static final int DAYS = 30;
    private static final int PAGE = 5_000;
    private static final String CONTAINER = "store";
    private static final JsonRecords FORMAT = new JsonRecords();

    private LedgerAtScale() {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        Path folder = (args.length > 1 ? Path.of(args[1]) : Path.of("target")).resolve("ledger-at-scale");
        String dated = args.length > 2 && args[2].equals("flat") ? "" : "yyyy/MM/dd/";
        Path store = folder.resolve(CONTAINER);
        if (args.length < 4) {
            new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
            seed(Files.createDirectories(store), records, dated);
        }
        count(store, dated);
        for (int size : List.of(0, records)) {
            measure(size, size == 0 ? Files.createDirectories(folder.resolve("empty")) : store, folder, dated);
        }
    }

    /** As a service leaves them, but for what is never listed. */
    private static void seed(Path folder, int records, String dated) throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Duration apart = Duration.ofDays(DAYS).dividedBy(records);
        DateTimeFormatter pattern = DateTimeFormatter.ofPattern(dated).withZone(ZoneOffset.UTC);
        FolderStore store = new FolderStore(folder);
        FolderInbox inbox = new FolderInbox(store, CONTAINER, "incoming/");
        for (int i = 0; i < records; i++) {
            Instant written = now.minus(apart.multipliedBy(records - i));
            String name = "incoming/" + pattern.format(written) + "%07d.csv".formatted(i);
            write(folder, name, new byte[] {'a', '\n', '1', '\n'});
            Files.setLastModifiedTime(folder.resolve(name), FileTime.from(written));
            BlobVersion blob = inbox.version(store.find(name).orElseThrow());
            write(folder, Keys.record(Keys.VERDICTS, blob), FORMAT.write(verdict(blob)));
            write(
                    folder,
                    Keys.record(Keys.VERDICTS, blob)
                            .replace(Keys.VERDICTS, "ledger/")
                            .replace(".json", "/attempt-1"),
                    FORMAT.write(blob));
        }
    }

    private static void write(Path folder, String key, byte[] content) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static VerdictRecord verdict(BlobVersion blob) {
        return new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer("model", "reference", "schema", 1, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(20, 0, 0.0, null, 0, 1_000, 1_000),
                "predictions/x",
                "reports/x",
                null,
                "bench",
                blob.lastModified());
    }

    private static void count(Path folder, String dated) {
        Requests store = new Requests(new FolderStore(folder));
        Life before = new Life(store, dated);
        store.print("the first look at everything of all", before.whole::waiting);
        Life now = new Life(store, dated);
        store.print("start of the next process", now::start);
        store.print("its first poll", now::poll);
        store.print("its first look at verdicts", now.verdicts::refresh);
        store.print("a poll", now::poll);
        store.print("a look at verdicts", now.verdicts::refresh);
        store.print("its first look at everything", now.whole::waiting);
        store.print("a look at everything", now.whole::waiting);
    }

    /** What of a process lists. */
    private static final class Life {

        private final String dated;
        private final FolderInbox inbox;
        private final Ledger ledger;
        private final SupersededVersions superseded;
        private final InboxFolders folders;
        final VerdictLog verdicts;
        final WholeInbox whole;

        Life(ObjectStore store, String dated) {
            this.dated = dated;
            Clock clock = Clock.systemUTC();
            inbox = new FolderInbox(store, CONTAINER, "incoming/");
            ledger = new Ledger(store, FORMAT, new ClaimRules("one", 5, 20, Duration.ofSeconds(30)), clock);
            superseded = new SupersededVersions(ledger, LargeBatches.none());
            folders = new InboxFolders("incoming/", dated, Duration.ofDays(2), superseded::names, clock);
            verdicts = VerdictLog.watching(store, FORMAT, clock, ledger::hoursAtWork);
            whole = new WholeInbox(
                    store, "incoming/", inbox::version, ledger, superseded, verdicts, LargeBatches.none());
        }

        void start() {
            superseded.recallLately();
            verdicts.refreshNewest();
        }

        void poll() {
            List<String> chosen = folders.choose(null, new DefaultExchange(new DefaultCamelContext()));
            List<BlobVersion> listed = superseded.note(inbox.in(chosen), dated.isEmpty() ? null : chosen);
            ledger.recall(listed);
            if (!listed.stream().allMatch(blob -> ledger.knownToHaveEnded(blob.batchId()))) {
                throw new IllegalStateException("a batch has not ended");
            }
        }
    }

    /** Counts what would be requests of Azure. */
    private static final class Requests extends Rewiring {

        private long requests;

        Requests(ObjectStore store) {
            super(store);
        }

        @Override
        public Optional<Stored> get(String key) {
            requests++;
            return super.get(key);
        }

        @Override
        public Optional<Version> find(String key) {
            requests++;
            return store.find(key);
        }

        @Override
        public List<Version> list(String prefix) {
            List<Version> listed = super.list(prefix);
            requests += 1 + listed.size() / PAGE;
            return listed;
        }

        @Override
        public void each(String prefix, Consumer<Version> visitor) {
            LongAdder names = new LongAdder();
            store.each(prefix, version -> {
                names.increment();
                visitor.accept(version);
            });
            requests += 1 + names.sum() / PAGE;
        }

        void print(String what, Runnable work) {
            requests = 0;
            long begun = System.nanoTime();
            work.run();
            System.out.printf("%s: %,d requests, %.1f s%n", what, requests, (System.nanoTime() - begun) / 1e9);
        }
    }

    private static void measure(int records, Path store, Path folder, String dated) throws Exception {
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
                        "--driftway.ingest.folders=" + dated,
                        "--driftway.ingest.whole-cron=0 * * * * ?",
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
                    "%,d records: answers after %.1f s, %.1f MB of heap after a collection, %.3f CPU-seconds a second with one poll, and a look at everything each minute%n",
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
