package io.driftway;

import com.azure.storage.blob.BlobContainerClient;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.AzureBlobStore;
import io.driftway.store.FolderStore;
import io.driftway.support.Azurite;
import io.driftway.support.FaultProxy;
import io.driftway.support.Program;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;

/**
 * Replicas of the real jar with an inbox of small batches: batches a second, CPU of the replicas for a batch, and requests for a batch. Those of a folder are not counted.
 *
 * <p>{@code ServicesAtWork [batches] [rows] [batches at a time] [policy] [replicas,...] [batches before] [azurite|folder]}; needs target/driftway.jar and Azurite.
 */
public final class ServicesAtWork {

    private ServicesAtWork() {}

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        String parallelism = args.length > 2 ? args[2] : "1";
        String policy = args.length > 3 ? args[3] : "threshold";
        String[] replicas = (args.length > 4 ? args[4] : "1,2,4").split(",");
        int warm = args.length > 5 ? Integer.parseInt(args[5]) : 10;
        boolean inFolder = args.length > 6 && args[6].equals("folder");
        try (Azurite azurite = Azurite.start()) {
            for (String many : replicas) {
                Work work = new Work(batches, rows, parallelism, policy, Integer.parseInt(many), warm);
                if (inFolder) {
                    inFolder(work);
                } else {
                    inAzurite(azurite, work);
                }
            }
        }
    }

    /** @param warm batches before those that are measured */
    private record Work(int batches, int rows, String parallelism, String policy, int replicas, int warm) {}

    private static void inFolder(Work work) throws Exception {
        Path folder = Files.createTempDirectory("work-");
        ObjectStore store = new FolderStore(folder);
        try {
            measure(
                    work,
                    store,
                    List.of("--driftway.store.kind=folder", "--driftway.store.folder=" + folder),
                    () -> {},
                    List::of);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static void inAzurite(Azurite azurite, Work work) throws Exception {
        BlobContainerClient container = azurite.client().getBlobContainerClient("work-" + UUID.randomUUID());
        container.create();
        URI direct = URI.create(container.getBlobContainerUrl());
        try (FaultProxy counter = FaultProxy.before(direct)) {
            String connection =
                    azurite.connectionString().replace("http://" + direct.getAuthority(), counter.address());
            measure(
                    work,
                    new AzureBlobStore(container),
                    inAzurite(container, connection),
                    counter::forget,
                    counter::asked);
        } finally {
            container.delete();
        }
    }

    static List<String> inAzurite(BlobContainerClient container, String connection) {
        return List.of(
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string=" + connection);
    }

    private static void measure(
            Work work, ObjectStore store, List<String> place, Runnable forget, Supplier<List<String>> asked)
            throws Exception {
        publish(store);
        List<Process> services = new ArrayList<>();
        try {
            for (int i = 0; i < work.replicas(); i++) {
                int port = Program.freePort();
                // All replicas look at the inbox at the same second, long after the last upload.
                services.add(start(
                        place,
                        "replica-" + i,
                        port,
                        work.parallelism(),
                        work.policy(),
                        List.of("--driftway.ingest.cron=0/20 * * * * ?")));
                while (!Program.answer(port + 1, "/health/readiness").contains("UP")) {
                    Thread.sleep(100);
                }
            }
            upload(store, work.warm(), work.rows(), "warm");
            awaits(store, work.warm());
            upload(store, work.batches(), work.rows(), "batch");
            forget.run();
            double before = cpu(services);
            awaits(store, work.warm() + work.batches());
            report(store, asked.get(), work, cpu(services) - before);
        } finally {
            services.forEach(Process::destroy);
            for (Process service : services) {
                service.waitFor();
            }
        }
    }

    static void publish(ObjectStore store) {
        Labelled labelled = Labelled.customers(2_000, 1);
        new ModelRegistry(
                        new ModelStore(store, new BundleFiles()),
                        new Champions(store, new JsonRecords()),
                        DriftSettings.NONE,
                        Clock.systemUTC())
                .publishFirst(new BundleFiles()
                        .write(
                                (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                DriftSettings.NONE));
    }

    private static void upload(ObjectStore store, int batches, int rows, String name) throws Exception {
        for (int i = 0; i < batches; i++) {
            ByteArrayOutputStream csv = new ByteArrayOutputStream();
            new Customers(name.hashCode() + i).write(csv, rows, 0, false);
            store.putIfAbsent("incoming/%s-%05d.csv".formatted(name, i), csv.toByteArray());
        }
    }

    private static void awaits(ObjectStore store, int verdicts) throws InterruptedException {
        while (store.list(Keys.VERDICTS).size() < verdicts) {
            Thread.sleep(500);
        }
    }

    /**
     * @param place settings of the store
     * @param more settings
     */
    static Process start(
            List<String> place, String replica, int port, String parallelism, String policy, List<String> more)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                "target/driftway.jar",
                "run",
                "--server.port=" + port,
                "--driftway.retrain.launcher=none",
                "--driftway.decision.policy=" + policy,
                "--driftway.ingest.replica=" + replica,
                "--driftway.ingest.parallelism=" + parallelism,
                "--driftway.promote.cron=0/1 * * * * ?",
                "--logging.threshold.console=OFF"));
        command.addAll(place);
        command.addAll(more);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void report(ObjectStore store, List<String> asked, Work work, double cpu) {
        int batches = work.batches();
        List<Instant> ends = times(store, Keys.ENDED, "");
        List<Instant> begins = times(store, "ledger/", "/attempt-1");
        Instant first = begins.get(begins.size() - batches);
        double seconds = Math.max(1, Duration.between(first, ends.getLast()).toMillis() / 1000.0);
        Map<String, Integer> kinds = new TreeMap<>();
        asked.forEach(request -> kinds.merge(
                request.replaceAll("^(\\w+) \\S*?/(work-[^/?]*)/?(\\w*).*?(?:prefix=(\\w+).*)?$", "$1 $3$4"),
                1,
                Integer::sum));
        System.out.printf(
                "%d replicas: %.1f batches/s, %.0f ms of CPU and %.1f requests a batch%n",
                work.replicas(), batches / seconds, 1000 * cpu / batches, (double) asked.size() / batches);
        kinds.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(14)
                .forEach(kind ->
                        System.out.printf("    %-32s %.2f%n", kind.getKey(), (double) kind.getValue() / batches));
    }

    private static List<Instant> times(ObjectStore store, String prefix, String end) {
        return store.list(prefix).stream()
                .filter(version -> version.key().endsWith(end))
                .map(Version::lastModified)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static double cpu(List<Process> processes) {
        return processes.stream()
                .mapToDouble(process ->
                        process.info().totalCpuDuration().orElseThrow().toMillis() / 1000.0)
                .sum();
    }
}
