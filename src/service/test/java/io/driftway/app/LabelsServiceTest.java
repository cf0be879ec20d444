package io.driftway.app;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.Labelled;
import io.driftway.core.ledger.Keys;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.demo.Customers;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.store.FolderStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The routes of the service on a folder: a batch, its labels, the figures; and a restart. */
class LabelsServiceTest {

    private static final String AUC = "driftway_model_performance{basis=\"realized\",metric=\"auc\"}";

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext service(String labelsCron) {
        return Programs.service(
                Map.of(),
                "--server.port=0",
                "--driftway.store.kind=folder",
                "--driftway.store.folder=" + folder,
                "--driftway.retrain.launcher=process",
                "--driftway.ingest.cron=0/1 * * * * ?",
                "--driftway.promote.cron=0/1 * * * * ?",
                "--driftway.labels.cron=" + labelsCron);
    }

    private static String metrics(ConfigurableApplicationContext service) {
        String port = service.getEnvironment().getProperty("local.management.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void labelsBecomeFiguresThatOutliveARestart() throws IOException {
        Labelled labelled = Labelled.customers(800, 1);
        FolderStore store = new FolderStore(folder);
        String auc;
        try (ConfigurableApplicationContext service = service("0/1 * * * * ?")) {
            service.getBean(ModelRegistry.class)
                    .publishFirst(new BundleFiles()
                            .write(
                                    (Trained)
                                            Trainer.train(labelled.batch(), labelled.schema(), Trainer.Options.DEFAULT),
                                    DriftSettings.NONE));
            store.putIfAbsent("incoming/b.csv", withoutLabels(400, 2));
            await().atMost(PATIENCE).until(() -> store.list(Keys.VERDICTS).size() == 1);
            assertThat(metrics(service)).doesNotContain(AUC);

            // The labels are columns of the same file: others are passed over.
            store.putIfAbsent("labels/l.csv", Labelled.customersCsv(400, 2));
            store.putIfAbsent("labels/bad.csv", "nonsense\n1\n".getBytes(UTF_8));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(metrics(service))
                    .contains(AUC)
                    .contains("driftway_labels_total{result=\"joined\"} 400.0")
                    .contains("driftway_quarantined_total{reason=\"missing_column\"} 1.0")
                    .contains("driftway_model_performance{basis=\"realized\",metric=\"coverage\"} 1.0"));
            // A batch that came with its labels needs no file of them.
            store.putIfAbsent("incoming/own.csv", Labelled.customersCsv(300, 3));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(metrics(service))
                    .contains("driftway_labels_total{result=\"joined\"} 700.0")
                    .contains("driftway_model_performance{basis=\"realized\",metric=\"coverage\"} 1.0"));
            auc = line(metrics(service));
            assertThat(store.list(Keys.LABELS_JOINED)).hasSize(1);
            assertThat(store.list(Keys.PERFORMANCE)).hasSize(2);
            assertThat(store.list(Keys.QUARANTINE)).hasSize(1);
        }
        try (ConfigurableApplicationContext again = service("0 0 0 1 1 ? 2099")) {
            await("restored, before any tick of the labels").atMost(PATIENCE).until(() -> line(metrics(again))
                    .equals(auc));
        }
    }

    private static byte[] withoutLabels(int rows, long seed) throws IOException {
        ByteArrayOutputStream csv = new ByteArrayOutputStream();
        new Customers(seed).write(csv, rows, 0, false);
        return csv.toByteArray();
    }

    private static String line(String metrics) {
        return metrics.lines().filter(line -> line.startsWith(AUC)).findFirst().orElse("none");
    }
}
