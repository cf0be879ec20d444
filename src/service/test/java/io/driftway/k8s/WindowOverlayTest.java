package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code k8s/overlays/window} adds to the overlay for Azure. */
class WindowOverlayTest {

    private static final String JOB = """
            \s - job_name: driftway-window
            \s   dns_sd_configs:
            \s     - names: [driftway-window-pods.driftway]
            \s       type: A
            \s       port: 8081
            """;

    private static Documents window() {
        return Rendered.folder(Path.of("k8s", "overlays", "window"));
    }

    @Test
    void prometheusScrapesTheReadersAndAllElseAsInTheBase() throws IOException {
        String base = Files.readString(Path.of("k8s/base/prometheus/prometheus.yml"));
        String overlay = Files.readString(Path.of("k8s/overlays/window/prometheus.yml"));

        assertThat(overlay).contains(JOB);
        assertThat(overlay.replace(JOB, "")).isEqualTo(base);
    }

    @Test
    void theReadersAreTheMonitorsIdentityAndHaveItsStore() {
        Document account =
                window().find("ServiceAccount", "driftway", "driftway-window").orElseThrow();
        Document monitors =
                window().find("ServiceAccount", "driftway", "driftway-monitor").orElseThrow();
        String client = "/metadata/annotations/azure.workload.identity~1client-id";
        Documents documents = window();
        PodTemplate pod = documents
                .pods()
                .filter(each -> each.labels().containsValue("window"))
                .findFirst()
                .orElseThrow();

        assertThat(account.at(client)).isEqualTo(monitors.at(client));
        assertThat(Configuration.of(documents, pod).variables())
                .containsKeys("DRIFTWAY_STORE_ACCOUNT", "DRIFTWAY_WINDOW_TOPIC")
                .containsEntry(
                        "DRIFTWAY_WINDOW_KAFKA_SASL_LOGIN_CALLBACK_HANDLER_CLASS", "io.driftway.kafka.AzureLogin");
    }
}
