package io.driftway;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.queue.QueueClient;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.demo.Customers;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.AzureBlobStore;
import io.driftway.support.Azurite;
import io.driftway.support.Program;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The real jar on Azurite with a queue, batches that arrive one by one with a message each, and an inbox of dated folders that is listed once an hour: how long it takes from the upload until the
 * verdict is seen. {@code UploadToVerdict [batches] [rows] [ms between uploads] [policy]}; needs target/driftway.jar and Azurite.
 */
public final class UploadToVerdict {

    private static final int WARM = 20;

    private UploadToVerdict() {}

    public static void main(String[] args) throws Exception {
        int batches = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        int rows = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        long between = args.length > 2 ? Long.parseLong(args[2]) : 700;
        String policy = args.length > 3 ? args[3] : "threshold";
        try (Azurite azurite = Azurite.start()) {
            BlobContainerClient container = azurite.client().getBlobContainerClient("work-" + UUID.randomUUID());
            container.create();
            ObjectStore store = new AzureBlobStore(container);
            ServicesAtWork.publish(store);
            QueueClient queue = azurite.queue("events");
            queue.create();
            int port = Program.freePort();
            Process service = ServicesAtWork.start(
                    ServicesAtWork.inAzurite(container, azurite.connectionString()),
                    "replica-0",
                    port,
                    "2",
                    policy,
                    List.of(
                            "--driftway.queue.name=events",
                            "--driftway.ingest.folders=yyyy/MM/dd/",
                            "--driftway.ingest.cron=0 59 * * * ?"));
            try {
                while (!Program.answer(port + 1, "/health/readiness").contains("UP")) {
                    Thread.sleep(100);
                }
                measure(container, store, queue, WARM, rows, between, "warm");
                double[] seconds = measure(container, store, queue, batches, rows, between, "batch");
                System.out.printf(
                        "%s, %d batches of %,d rows, one every %d ms: upload to verdict p50 %.1f s, p99 %.1f s, longest %.1f s%n",
                        policy,
                        batches,
                        rows,
                        between,
                        seconds[batches / 2],
                        seconds[(int) Math.ceil(batches * 0.99) - 1],
                        seconds[batches - 1]);
            } finally {
                service.destroy();
                service.waitFor();
            }
        }
    }

    private static double[] measure(
            BlobContainerClient container,
            ObjectStore store,
            QueueClient queue,
            int batches,
            int rows,
            long between,
            String kind)
            throws Exception {
        Map<String, Long> uploaded = new HashMap<>();
        Map<String, Double> seen = new HashMap<>();
        Map<String, String> known = new HashMap<>();
        String folder = LocalDate.now(ZoneOffset.UTC).toString().replace('-', '/');
        long next = System.nanoTime();
        for (int i = 0; seen.size() < batches; ) {
            long now = System.nanoTime();
            if (i < batches && now >= next) {
                String name = "incoming/%s/%s-%05d.csv".formatted(folder, kind, i);
                ByteArrayOutputStream csv = new ByteArrayOutputStream();
                new Customers(kind.hashCode() + i).write(csv, rows, 0, false);
                uploaded.put(name, System.nanoTime());
                store.putIfAbsent(name, csv.toByteArray());
                queue.sendMessage(Azurite.blobCreated(container.getBlobContainerName(), name));
                next += Duration.ofMillis(between).toNanos();
                i++;
            }
            store.list(Keys.VERDICTS)
                    .forEach(version -> known.computeIfAbsent(version.key(), key -> source(store, key)));
            long looked = System.nanoTime();
            known.values().stream()
                    .filter(uploaded::containsKey)
                    .forEach(name -> seen.putIfAbsent(name, (looked - uploaded.get(name)) / 1e9));
            Thread.sleep(50);
        }
        double[] seconds =
                seen.values().stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(seconds);
        return seconds;
    }

    private static String source(ObjectStore store, String key) {
        return new JsonRecords()
                .read(key, store.get(key).orElseThrow().content(), VerdictRecord.class)
                .source()
                .name();
    }
}
