package io.driftway.documents;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.support.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A service that was started at the shell of a checkout, with its store below it. */
final class Running implements AutoCloseable {

    private final Checkout checkout;
    private final Process process;
    private final Path output;
    private final HttpClient client = HttpClient.newHttpClient();

    private Running(Checkout checkout, Process process, Path output) {
        this.checkout = checkout;
        this.process = process;
        this.output = output;
    }

    static Running start(Checkout checkout, String command) throws IOException {
        Path output = Files.createTempFile("service", ".out");
        output.toFile().deleteOnExit();
        return new Running(checkout, checkout.start(Map.of(), command, output), output);
    }

    /** A batch that is put into the inbox has its verdict in the store; answers the record. */
    String judges(byte[] batch) throws IOException {
        List<Path> before = verdicts();
        Files.write(checkout.folder.resolve("store/incoming/batch-" + before.size() + ".csv"), batch);
        await("a verdict").atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            expectAlive();
            return verdicts().size() > before.size();
        });
        return Files.readString(verdicts().stream()
                .filter(verdict -> !before.contains(verdict))
                .findFirst()
                .orElseThrow());
    }

    private List<Path> verdicts() throws IOException {
        Path verdicts = checkout.folder.resolve("store/verdicts");
        if (!Files.isDirectory(verdicts)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(verdicts)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    /** What an address answers with; 0 while nobody listens. */
    int status(String path) {
        expectAlive();
        HttpRequest ask = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + Program.port(checkout.port, path) + path))
                .build();
        try {
            return client.send(ask, BodyHandlers.discarding()).statusCode();
        } catch (ConnectException notYet) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private void expectAlive() {
        try {
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        client.close();
    }
}
