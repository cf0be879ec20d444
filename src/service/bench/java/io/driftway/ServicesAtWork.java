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
import io.driftway.support.Azurite;
import io.driftway.support.FaultProxy;
import io.driftway.support.Program;
import java.io.ByteArrayOutputStream;
import java.net.URI;
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

/**
 * Replicas of the real jar on Azurite with an inbox of small batches: batches a second, CPU of the replicas for a batch, and requests for a batch.
 *
 * <p>{@code ServicesAtWork [batches] [rows] [batches at a time] [policy] [replicas,...]}; needs target/driftway.jar and Azurite.
 */
public final class ServicesAtWork {

    private ServicesAtWork() {}

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        String parallelism = args.length > 2 ? args[2] : "1";
        String policy = args.length > 3 ? args[3] : "threshold";
        try (Azurite azurite = Azurite.start()) {
            for (String replicas : (args.length > 4 ? args[4] : "1,2,4").split(",")) {
                measure(azurite, batches, rows, parallelism, policy, Integer.parseInt(replicas));
            }
        }
    }

    private static void measure(Azurite azurite, int batches, int rows, String parallelism, String policy, int replicas)
            throws Exception {
        BlobContainerClient container = azurite.client().getBlobContainerClient("work-" + UUID.randomUUID());
        container.create();
        ObjectStore store = new AzureBlobStore(container);
        publish(store);
        URI direct = URI.create(container.getBlobContainerUrl());
        List<Process> services = new ArrayList<>();
        try (FaultProxy counter = FaultProxy.before(direct)) {
            String connection =
                    azurite.connectionString().replace("http://" + direct.getAuthority(), counter.address());
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < replicas; i++) {
                int port = Program.freePort();
                ports.add(port);
                services.add(start(container, connection, "replica-" + i, port, parallelism, policy));
                while (!Program.answer(port + 1, "/health/readiness").contains("UP")) {
                    Thread.sleep(100);
                }
            }
            upload(store, 10, rows, "warm");
            awaits(store, 10);
            upload(store, batches, rows, "batch");
            counter.forget();
            double before = cpu(services);
            awaits(store, 10 + batches);
            double cpu = cpu(services) - before;
            report(store, counter, batches, replicas, cpu);
        } finally {
            services.forEach(Process::destroy);
            for (Process service : services) {
                service.waitFor();
            }
            container.delete();
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

    /** All replicas look at the inbox at the same second, long after the last upload. */
    private static Process start(
            BlobContainerClient container,
            String connection,
            String replica,
            int port,
            String parallelism,
            String policy)
            throws Exception {
        return start(
                container,
                connection,
                replica,
                port,
                parallelism,
                policy,
                List.of("--driftway.ingest.cron=0/20 * * * * ?"));
    }

    /** @param more settings */
    static Process start(
            BlobContainerClient container,
            String connection,
            String replica,
            int port,
            String parallelism,
            String policy,
            List<String> more)
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
                "--driftway.store.kind=azure",
                "--driftway.store.account=" + container.getAccountName(),
                "--driftway.store.container=" + container.getBlobContainerName(),
                "--driftway.store.connection-string=" + connection,
                "--driftway.retrain.launcher=none",
                "--driftway.decision.policy=" + policy,
                "--driftway.ingest.replica=" + replica,
                "--driftway.ingest.parallelism=" + parallelism,
                "--driftway.promote.cron=0/1 * * * * ?",
                "--logging.threshold.console=OFF"));
        command.addAll(more);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void report(ObjectStore store, FaultProxy counter, int batches, int replicas, double cpu) {
        List<Instant> ends = times(store, Keys.ENDED, "");
        List<Instant> begins = times(store, "ledger/", "/attempt-1");
        Instant first = begins.get(begins.size() - batches);
        double seconds = Math.max(1, Duration.between(first, ends.getLast()).toMillis() / 1000.0);
        Map<String, Integer> kinds = new TreeMap<>();
        List<String> asked = counter.asked();
        asked.forEach(request -> kinds.merge(
                request.replaceAll("^(\\w+) \\S*?/(work-[^/?]*)/?(\\w*).*?(?:prefix=(\\w+).*)?$", "$1 $3$4"),
                1,
                Integer::sum));
        System.out.printf(
                "%d replicas: %.1f batches/s, %.0f ms of CPU and %.1f requests a batch%n",
                replicas, batches / seconds, 1000 * cpu / batches, (double) asked.size() / batches);
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
