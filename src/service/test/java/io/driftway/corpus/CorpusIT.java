package io.driftway.corpus;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.Labelled;
import io.driftway.app.Programs;
import io.driftway.core.batch.Reason;
import io.driftway.core.decision.Budget;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.corpus.Case.Outcome;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.Json;
import io.driftway.invariant.Checker;
import io.driftway.invariant.Evidence;
import io.driftway.invariant.Invariant;
import io.driftway.store.AzureBlobStore;
import io.driftway.support.Azurite;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Every case at once, in the service, in three orders: each ends as it must, two replicas sharing them. */
class CorpusIT {

    private static final String INBOX = "incoming/";
    private static final String TEN_GIGABYTES = "envelope/ten-gigabytes.csv";
    private static final String DAMAGED_ON_ITS_WAY = "envelope/other-md5.csv";
    private static final List<Case> CASES = Corpus.cases();

    private static final int REPLICAS = 2;

    /** @param seed of the order in which they arrive */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyFileEndsAsItMust(long seed) throws IOException {
        Azurite azurite = Azurite.shared();
        BlobContainerClient container = azurite.client().getBlobContainerClient("corpus-" + UUID.randomUUID());
        container.create();
        ObjectStore store = new AzureBlobStore(container);
        publishAChampion(azurite, container);
        upload(container, seed);
        Map<String, String> etags = etags(store);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        List<ConfigurableApplicationContext> services = new ArrayList<>();
        try {
            for (int i = 0; i < REPLICAS; i++) {
                services.add(Programs.service(Map.of(), settings(azurite, container, "replica-" + i)));
            }
            log.start();
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(log);

            Map<String, String> expected = expected();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> store.list("ended/").size() >= expected.size());

            assertThat(actual(store)).isEqualTo(expected);
            assertThat(etags(store)).as("the inbox is as it was").isEqualTo(etags);
            // The last one's copy is made after its ending.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Checker.violations(
                            Evidence.of(store, container.getAccountName(), container.getBlobContainerName())
                                    .withBudget(new Budget(1, 365, 1), 1)
                                    .withOutputs(text(log), List.of(), List.of(azurite.key()))))
                    .filteredOn(violation -> violation.invariant() != Invariant.I4_ONE_RETRAINING)
                    .isEmpty());
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR))
                    .isEmpty();
        } finally {
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(log);
            services.forEach(ConfigurableApplicationContext::close);
            container.delete();
        }
    }

    private static List<String> text(ListAppender<ILoggingEvent> log) {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static String[] settings(Azurite azurite, BlobContainerClient container, String replica) {
        return new String[] {
            "--driftway.store.kind=azure",
            "--driftway.store.account=" + container.getAccountName(),
            "--driftway.store.container=" + container.getBlobContainerName(),
            "--driftway.store.connection-string=" + azurite.connectionString(),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--camel.main.name=" + UUID.randomUUID(),
            "--driftway.ingest.replica=" + replica,
            "--driftway.ingest.cron=0/1 * * * * ?",
            "--driftway.ingest.max-size=" + Corpus.MAX_BYTES + "B",
            "--driftway.limits.rows=" + Corpus.MAX_ROWS,
            "--driftway.drift.minimum-rows=1",
            // What is to be retrained is no matter of this test.
            "--driftway.retrain.launcher=process",
            "--driftway.retrain.cron=0 0 0 1 1 ? 2099"
        };
    }

    private static void publishAChampion(Azurite azurite, BlobContainerClient container) {
        Labelled labelled = Labelled.customers(1_500, 1);
        Bundle bundle = new BundleFiles()
                .write(
                        (Trained) Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                        DriftSettings.NONE);
        try (var trainer = Programs.trainer(settings(azurite, container, "trainer"))) {
            trainer.getBean(ModelRegistry.class).publishFirst(bundle);
        }
    }

    /** In an order of chance; what repeats another file's bytes comes after it. */
    private static void upload(BlobContainerClient container, long seed) {
        List<Case> shuffled = new ArrayList<>(CASES);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.sort((one, other) ->
                Boolean.compare(one.name().contains("again"), other.name().contains("again")));
        shuffled.forEach(
                one -> container.getBlobClient(INBOX + one.name()).upload(BinaryData.fromBytes(one.bytes()), true));
        BlobClient damaged = container.getBlobClient(INBOX + DAMAGED_ON_ITS_WAY);
        damaged.upload(BinaryData.fromBytes(Corpus.rows().first(299).csv()), true);
        damaged.setHttpHeaders(new BlobHttpHeaders().setContentMd5(new byte[16]));
        container.getBlobClient(INBOX + TEN_GIGABYTES).getPageBlobClient().create(10L << 30);
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new TreeMap<>();
        for (Case one : CASES) {
            switch (one.outcome()) {
                case Outcome.Verdict(var warnings) -> {
                    TreeSet<String> codes = new TreeSet<>();
                    warnings.forEach(warning -> codes.add(warning.code()));
                    expected.put(one.name(), "verdict " + codes);
                }
                case Outcome.Quarantined(Reason reason, String position) ->
                    expected.put(one.name(), reason.code() + " at " + position);
                case Outcome.Ignored() -> {
                    // Nothing is written about it.
                }
            }
        }
        expected.put(TEN_GIGABYTES, "too_large at ");
        expected.put(DAMAGED_ON_ITS_WAY, "checksum at ");
        return expected;
    }

    private static Map<String, String> actual(ObjectStore store) throws IOException {
        Map<String, String> actual = new TreeMap<>();
        for (Version version : store.list("ended/")) {
            JsonNode ending =
                    Json.MAPPER.readTree(store.get(version.key()).orElseThrow().content());
            JsonNode record = ending.hasNonNull("verdict") ? ending.get("verdict") : ending.get("quarantine");
            String name = record.at("/source/name").asText().substring(INBOX.length());
            if (ending.hasNonNull("verdict")) {
                TreeSet<String> codes = new TreeSet<>();
                record.path("warnings")
                        .forEach(warning -> codes.add(warning.path("code").asText()));
                actual.put(name, "verdict " + codes);
            } else {
                assertThat(record.path("fault").asText()).as(name).isNotBlank();
                assertThat(record.path("remedy").asText()).as(name).isNotBlank();
                actual.put(
                        name,
                        record.path("reason").asText() + " at "
                                + record.path("position").asText());
            }
        }
        return actual;
    }

    private static Map<String, String> etags(ObjectStore store) {
        Map<String, String> etags = new HashMap<>();
        store.list(INBOX).forEach(version -> etags.put(version.key(), version.etag()));
        return etags;
    }
}
