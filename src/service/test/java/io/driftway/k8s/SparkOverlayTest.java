package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code k8s/overlays/spark} adds to the overlay for Azure. */
class SparkOverlayTest {

    private static final Path FOLDER = Path.of("k8s", "overlays", "spark");

    private static Document application() throws IOException {
        Path file = FOLDER.resolve("sparkapplication.yaml");
        return Documents.parse(file.toString(), Files.readString(file)).all().getFirst();
    }

    @Test
    void theApplicationHasOnlyFieldsThatTheOperatorKnows() throws IOException {
        assertThat(SparkFields.faults(application())).isEmpty();
    }

    @Test
    void aFieldThatTheOperatorDoesNotKnowAndAWrongTypeAreFaults() throws IOException {
        Document document = application();
        ((ObjectNode) document.at("/spec/driver")).put("memroy", "2g");
        ((ObjectNode) document.at("/spec/executor")).put("cores", "2");
        ((ObjectNode) document.at("/spec")).remove("sparkVersion");

        assertThat(SparkFields.faults(document))
                .hasSize(3)
                .anyMatch(fault -> fault.contains("/spec/driver/memroy is no field of it"))
                .anyMatch(fault -> fault.contains("/spec/executor/cores is not of the type NUMBER"))
                .anyMatch(fault -> fault.contains("has no spec.sparkVersion"));
    }

    @Test
    void jobsAndExecutorsHaveTheSitesImageAndTheMonitorsStore() {
        Documents all = Rendered.folder(FOLDER);
        Document settings =
                all.find("ConfigMap", "driftway-spark", "driftway-spark").orElseThrow();
        Document job = all.find("CronJob", "driftway-spark", "driftway-count").orElseThrow();
        PodTemplate monitor = all.pods()
                .filter(pod -> pod.labels().containsValue("monitor"))
                .findFirst()
                .orElseThrow();
        String image = job.at("/spec/jobTemplate/spec/template/spec/containers/0/image")
                .asText();

        assertThat(settings.at("/data/EXECUTOR_IMAGE").asText())
                .isEqualTo(image)
                .contains("azurecr.io");
        assertThat(Configuration.of(all, monitor).variables())
                .containsEntry("DRIFTWAY_SPARK_IMAGE", image)
                .containsEntry(
                        "DRIFTWAY_STORE_ACCOUNT",
                        settings.at("/data/DRIFTWAY_STORE_ACCOUNT").asText())
                .containsEntry(
                        "DRIFTWAY_STORE_CONTAINER",
                        settings.at("/data/DRIFTWAY_STORE_CONTAINER").asText());
    }
}
