package io.driftway.spark;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Printable;
import io.driftway.core.pipeline.CountedBatches;
import io.driftway.format.json.JsonRecords;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Scores and counts a batch of the service's store that one machine does not hold: the program that {@code spark-submit} starts. It writes the predictions in parts, and what was
 * counted. The service judges the batch by that. A repeat writes nothing anew.
 */
@Command(
        name = "driftway-count",
        mixinStandardHelpOptions = true,
        description =
                "Scores and counts a batch that one machine does not hold. The service judges it by what was counted.")
@SuppressWarnings("NullAway.Init")
public final class CountJob implements Callable<Integer> {

    private static final long MEBIBYTE = 1L << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--batch",
            paramLabel = "NAME",
            description = "The blob, or the file _SUCCESS of a folder whose parts are the batch.")
    private @Nullable String batch;

    @Option(
            names = "--batch-id",
            paramLabel = "ID",
            defaultValue = "${env:DRIFTWAY_BATCH_ID}",
            description = "In place of the name: the id of a batch that the service asks to be counted.")
    private @Nullable String batchId;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "${env:DRIFTWAY_STORE_FOLDER:-}",
            description = "The store, where it is a folder that all machines have.")
    private String folder;

    @Option(
            names = "--account",
            paramLabel = "NAME",
            defaultValue = "${env:DRIFTWAY_STORE_ACCOUNT:-}",
            description = "The storage account of the store.")
    private String account;

    @Option(
            names = "--container",
            paramLabel = "NAME",
            defaultValue = "${env:DRIFTWAY_STORE_CONTAINER:-}",
            description = "The container of the store.")
    private String container;

    @Option(
            names = "--endpoint",
            paramLabel = "ADDRESS",
            description = "The address of the account, where it is not the usual one.")
    private @Nullable String endpoint;

    @Option(
            names = "--part-size",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "So many MiB of a CSV file are one part; ${DEFAULT-VALUE} if not given.")
    private long partSize;

    /** Ends with 0, or with 2 and one line on what cannot be used. */
    public static void main(String[] arguments) {
        SparkProgram.run(new CountJob(), arguments);
    }

    @Override
    public Integer call() throws Exception {
        StoreAddress store = store();
        BlobVersion blob = blob(store);
        SparkSession spark = SparkSession.builder().appName("driftway count").getOrCreate();
        try {
            boolean first = new BatchCount(spark, store, partSize * MEBIBYTE).count(blob, version());
            spec.commandLine()
                    .getOut()
                    .println(Printable.of(blob.name())
                            + (first ? ": counted, the service judges it next" : ": was counted before"));
            return 0;
        } finally {
            spark.stop();
        }
    }

    private BlobVersion blob(StoreAddress store) {
        if ((batch == null) == (batchId == null)) {
            throw new Unusable("name the batch: give --batch or --batch-id, and not both");
        }
        return batch == null
                ? new CountedBatches(store.open(), new JsonRecords())
                        .requested(batchId)
                        .orElseThrow(() -> new Unusable("nobody asks for the batch " + batchId
                                + " to be counted; give --batch with the name of its blob"))
                : store.open()
                        .find(batch)
                        .map(store::named)
                        .orElseThrow(
                                () -> new Unusable(batch + ": there is no such blob in the store; check the name"));
    }

    private StoreAddress store() {
        if (partSize < 1) {
            throw new Unusable("--part-size must be at least 1, got " + partSize);
        }
        if (folder.isEmpty() == (account.isEmpty() || container.isEmpty())) {
            throw new Unusable("name the store: give --folder, or --account and --container");
        }
        // Of an emulator only: a real account has the identity of the process.
        String emulator = folder.isEmpty() ? System.getenv("DRIFTWAY_STORE_CONNECTION_STRING") : null;
        return new StoreAddress(folder, account, container, endpoint, emulator);
    }

    private static String version() {
        return Objects.requireNonNullElse(CountJob.class.getPackage().getImplementationVersion(), "unknown");
    }
}
