package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.Labelled;
import io.driftway.core.ledger.Keys;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.Json;
import io.driftway.store.FolderStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** One service whose store is away when it starts, comes, and goes again. */
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreAwayTest {

    private static final String WAITS = "the service waits for its store";

    @TempDir
    private static Path folder;

    private static FolderStore store;
    private static ConfigurableApplicationContext service;
    private static String batch = "";

    @BeforeAll
    static void theServiceStartsWithoutItsStore() {
        store = new FolderStore(folder);
        StoreAway.away = true;
        service = Programs.service(
                Map.of(),
                "--server.port=0",
                "--spring.main.sources=" + StoreAway.class.getName(),
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder,
                "--driftway.ingest.settle=0s",
                "--driftway.ingest.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.retrain.launcher=process");
    }

    @AfterEach
    void theStoreIsBack() {
        StoreAway.away = false;
    }

    @AfterAll
    static void stop() {
        StoreAway.away = false;
        service.close();
    }

    private static HttpResponse<String> ask(String path) {
        String port = path.startsWith("/health") || path.equals("/metrics") ? "management" : "server";
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:"
                                    + service.getEnvironment().getProperty("local." + port + ".port") + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    @Order(1)
    void withoutItsStoreItIsLiveNotReadyAndSaysOnceWhatItWaitsFor(CapturedOutput output) {
        StoreAway.away = true;
        int before = StoreAway.ASKED.get();
        await("it asks again").atMost(PATIENCE).until(() -> StoreAway.ASKED.get() > before + 2);

        assertThat(ask("/health/liveness").statusCode()).isEqualTo(200);
        assertThat(ask("/health/readiness").statusCode()).isEqualTo(503);
        assertThat(ask("/metrics").statusCode()).isEqualTo(200);
        assertThat(ask("/")).satisfies(page -> {
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("Nothing is known yet", "the store is away", "Backlog</small><b>unknown")
                    .doesNotContain("None yet.");
        });
        assertThat(ask("/batches").body())
                .contains("Nothing is known yet", "the store is away")
                .doesNotContain("Put a CSV");
        assertThat(ask("/features/fee").statusCode()).isEqualTo(503);
        assertThat(output.getOut().lines().filter(line -> line.contains(WAITS)))
                .singleElement()
                .satisfies(line -> {
                    JsonNode told = Json.MAPPER.readTree(line);
                    assertThat(told.get("cause").asText()).contains("the store is away");
                    assertThat(told.get("remedy").asText()).contains("driftway.store.folder");
                });
    }

    @Test
    @Order(2)
    void whenTheStoreComesItGoesOnByItself() {
        Labelled labelled = Labelled.customers(800, 1);
        service.getBean(ModelRegistry.class)
                .publishFirst(new BundleFiles()
                        .write(
                                (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                DriftSettings.NONE));
        store.putIfAbsent("incoming/one.csv", Labelled.customersCsv(400, 2));

        await("readiness").atMost(PATIENCE).until(() -> ask("/health/readiness").statusCode() == 200);
        await("a verdict").atMost(PATIENCE).until(() -> !store.list(Keys.VERDICTS)
                .isEmpty());
        batch = Keys.id(Keys.VERDICTS, store.list(Keys.VERDICTS).getFirst().key());
        await("the page").atMost(PATIENCE).until(() -> ask("/").body().contains("incoming/one.csv"));
        assertThat(ask("/reports/" + batch).body()).contains("incoming/one.csv").doesNotContain("The store:");
        await("the list").atMost(PATIENCE).until(() -> ask("/batches").body().contains("1 batch."));
        assertThat(ask("/features").body()).contains("tenure_months");
    }

    @Test
    @Order(3)
    void whileTheStoreIsAwayThePagesShowWhatWasKnownWithItsAgeAndTheFault() {
        StoreAway.away = true;

        await("the page knows").atMost(PATIENCE).untilAsserted(() -> assertThat(ask("/").body())
                .contains("incoming/one.csv", "the store is away", "As of ", " ago.")
                .contains("Backlog</small><b>unknown", "the inbox cannot be listed; 0 batches")
                .doesNotContain("Backlog</small><b>0"));
        await("the report").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        ask("/reports/" + batch).body())
                .contains("incoming/one.csv", "the store is away", "As of "));
        await("the list").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        ask("/batches").body())
                .contains("incoming/one.csv", "the store is away", "As of "));
        assertThat(ask("/features").body()).contains("tenure_months", "the store is away", "As of ");
        assertThat(ask("/reports/" + "0".repeat(64))).satisfies(other -> {
            assertThat(other.statusCode()).isEqualTo(503);
            assertThat(other.body()).contains("Driftway", "the store is away").doesNotContain("\tat ");
        });
        assertThat(ask("/health/readiness").statusCode())
                .as("an outage that all replicas share takes none of them out of the Service")
                .isEqualTo(200);
    }

    @Test
    @Order(4)
    void whenItIsBackThePagesAreFreshAgain() {
        await("the page").atMost(PATIENCE).untilAsserted(() -> assertThat(ask("/").body())
                .contains("incoming/one.csv", "Backlog</small><b>0")
                .doesNotContain("The store:"));
        assertThat(ask("/reports/" + "0".repeat(64))).satisfies(none -> {
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).contains("There is no report of this batch.");
        });
        assertThat(ask("/nowhere")).satisfies(none -> {
            assertThat(none.statusCode()).isEqualTo(404);
            assertThat(none.body()).contains("<h1>Driftway</h1>", "404: There is nothing at this address.");
        });
    }
}
