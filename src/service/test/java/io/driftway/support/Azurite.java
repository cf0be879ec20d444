package io.driftway.support;

import static io.driftway.support.Patience.PATIENCE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Azurite as a child process: blobs and queues in memory, each on a free port of the loopback address, under an account of its own. */
public final class Azurite implements AutoCloseable {

    private static final Path PACKAGES = Path.of("src", "service", "test", "npm");
    private static final Path PROGRAM = PACKAGES.resolve("node_modules/azurite/dist/src/azurite.js");
    private static final Pattern BLOBS = listens("Blob");
    private static final Pattern QUEUES = listens("Queue");
    private static final String ACCOUNT = "driftway";
    private static final int KEY_BYTES = 32;

    private static @Nullable Azurite instance;
    private static @Nullable String obstacle;

    private final Process process;
    private final String connection;

    private Azurite(Process process, String connection) {
        this.process = process;
        this.connection = connection;
    }

    private static Pattern listens(String service) {
        return Pattern.compile("Azurite " + service + " service is successfully listening at (http://\\S+)");
    }

    static boolean isInstalled() {
        return Files.exists(PROGRAM);
    }

    /** The one instance of this JVM. Where it cannot run, the calling test is skipped with the reason; under CI it fails. */
    public static synchronized Azurite shared() {
        if (instance == null && obstacle == null) {
            startShared();
        }
        if (instance != null) {
            return instance;
        }
        if (Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")))) {
            throw new IllegalStateException(obstacle);
        }
        return abort("SKIPPED: " + obstacle);
    }

    private static void startShared() {
        if (!isInstalled()) {
            obstacle = "Azurite is not installed; ./check does it, or: npm ci --prefix " + PACKAGES;
        } else {
            try {
                instance = start();
                Runtime.getRuntime().addShutdownHook(new Thread(instance::close));
            } catch (IOException e) {
                obstacle = "Azurite does not start: " + e.getMessage();
            }
        }
        if (obstacle != null) {
            System.err.println("No tests against Azurite: " + obstacle);
        }
    }

    public static Azurite start() throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String secret = Base64.getEncoder().encodeToString(key);
        Path log = Files.createTempFile("azurite", ".log");
        ProcessBuilder command = new ProcessBuilder(
                        "node",
                        "--require",
                        PACKAGES.resolve("azurite-for-tests.cjs")
                                .toAbsolutePath()
                                .toString(),
                        PROGRAM.toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        "0",
                        "--queueHost",
                        "127.0.0.1",
                        "--queuePort",
                        "0",
                        "--tableHost",
                        "127.0.0.1",
                        "--tablePort",
                        "0",
                        "--inMemoryPersistence",
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + secret);
        Process process = command.start();
        await("Azurite's addresses")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive()
                        || BLOBS.matcher(said(log)).find()
                                && QUEUES.matcher(said(log)).find());
        String blobs = address(BLOBS, log);
        String queues = address(QUEUES, log);
        Files.delete(log);
        return new Azurite(
                process,
                "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=%s/%s;QueueEndpoint=%s/%s;"
                        .formatted(ACCOUNT, secret, blobs, ACCOUNT, queues, ACCOUNT));
    }

    private static String address(Pattern listens, Path log) throws IOException {
        Matcher said = listens.matcher(said(log));
        if (!said.find()) {
            throw new IOException("it ended at once: " + said(log));
        }
        return said.group(1);
    }

    /** A client of a queue, which need not be there. */
    public QueueClient queue(String name) {
        return new QueueClientBuilder()
                .connectionString(connection)
                .queueName(name)
                .buildClient();
    }

    /** What Event Grid writes of a blob that was created. Azurite has none. */
    public static String blobCreated(String container, String name) {
        return """
                {"specversion": "1.0", "type": "Microsoft.Storage.BlobCreated", "source": "here",
                 "subject": "/blobServices/default/containers/%s/blobs/%s"}""".formatted(container, name);
    }

    /** The account's secret. */
    public String key() {
        return connection.replaceAll(".*AccountKey=([^;]+).*", "$1");
    }

    public String connectionString() {
        return connection;
    }

    /** A client that tries again at once, and not for long. */
    public BlobServiceClient client() {
        return clientBuilder().buildClient();
    }

    public BlobServiceClientBuilder clientBuilder() {
        return new BlobServiceClientBuilder()
                .connectionString(connection)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.FIXED, 3, PATIENCE, Duration.ofMillis(1), Duration.ofMillis(1), null));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
