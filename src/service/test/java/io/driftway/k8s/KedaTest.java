package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.k8s.Policies.Direction;
import io.driftway.telemetry.Meters;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@code k8s/overlays/keda} adds to the overlay for Azure. */
class KedaTest {

    private static Documents keda() {
        return Rendered.folder(Path.of("k8s", "overlays", "keda"));
    }

    private static Document scaler() {
        return keda().find("ScaledObject", "driftway", "driftway").orElseThrow();
    }

    private static JsonNode trigger(String type) {
        return Document.each(scaler().at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static Document withFault(Consumer<ObjectNode> plant) {
        Document copy = scaler().copy();
        plant.accept(copy.json());
        return copy;
    }

    @Test
    void itScalesTheMonitorBetweenTwoAndSixteen() {
        Document scaler = scaler();

        assertThat(scaler.at("/spec/scaleTargetRef/kind").asText()).isEqualTo("Deployment");
        assertThat(keda().find(
                                "Deployment",
                                scaler.namespace(),
                                scaler.at("/spec/scaleTargetRef/name").asText())
                        .orElseThrow()
                        .at("/apiVersion"))
                .isEqualTo(scaler.at("/spec/scaleTargetRef/apiVersion"));
        assertThat(scaler.at("/spec/minReplicaCount").asInt()).isEqualTo(2);
        assertThat(scaler.at("/spec/maxReplicaCount").asInt()).isEqualTo(16);
    }

    /** An apply would set it again, against KEDA. */
    @Test
    void noNumberOfReplicasStandsInTheDeployment() {
        assertThat(keda().find("Deployment", "driftway", "driftway")
                        .orElseThrow()
                        .at("/spec")
                        .has("replicas"))
                .isFalse();
        assertThat(Rendered.folder(Path.of("k8s", "overlays", "aks"))
                        .find("Deployment", "driftway", "driftway")
                        .orElseThrow()
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void queueAndAccountAreThoseOfTheMonitor() {
        JsonNode settings = keda().of("ConfigMap")
                .filter(map ->
                        map.namespace().equals("driftway") && map.at("/data").has("DRIFTWAY_QUEUE_NAME"))
                .findFirst()
                .orElseThrow()
                .at("/data");
        JsonNode queue = trigger("azure-queue").path("metadata");

        assertThat(queue.path("accountName")).isEqualTo(settings.path("DRIFTWAY_STORE_ACCOUNT"));
        assertThat(queue.path("queueName")).isEqualTo(settings.path("DRIFTWAY_QUEUE_NAME"));
        assertThat(keda().find(
                                "TriggerAuthentication",
                                "driftway",
                                trigger("azure-queue")
                                        .at("/authenticationRef/name")
                                        .asText())
                        .orElseThrow()
                        .at("/spec/podIdentity/provider")
                        .asText())
                .isEqualTo("azure-workload");
    }

    /** Each replica tells the backlog of the whole inbox. */
    @Test
    void theBacklogIsTheGreatestAndNotTheSumOfWhatReplicasTell() {
        assertThat(trigger("prometheus").at("/metadata/query").asText())
                .isEqualTo("max(" + Meters.BACKLOG.exported() + ")");
    }

    @Test
    void kedasOperatorReachesPrometheusAndNobodyElseOutsideDoes() {
        Documents keda = keda();
        Address address = Address.urls(
                        trigger("prometheus").at("/metadata/serverAddress").asText())
                .findFirst()
                .orElseThrow();
        Address.Endpoint prometheus = address.endpoints(
                        keda, address.service(keda, "driftway").orElseThrow())
                .findFirst()
                .orElseThrow();

        assertThat(new Policies(keda)
                        .rules(Direction.INGRESS, prometheus.pod())
                        .filter(rule -> Document.each(rule.path("from")).anyMatch(new Policies(keda)::isOutside)))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(Document.each(rule.path("ports")))
                            .singleElement()
                            .satisfies(port ->
                                    assertThat(port.path("port").asInt()).isEqualTo(prometheus.port()));
                    assertThat(Document.each(rule.path("from"))
                                    .map(peer -> peer.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                                                    .asText()
                                            + "/"
                                            + peer.at("/podSelector/matchLabels/app")
                                                    .asText()))
                            .containsExactly("kube-system/keda-operator", "keda/keda-operator");
                });
    }

    @Test
    void everyFieldIsOneOfKedas() {
        assertThat(keda().all().stream().filter(KedaFields::isKeda))
                .hasSize(2)
                .allSatisfy(document -> assertThat(KedaFields.faults(document)).isEmpty());
    }

    @Test
    void aMisspeltFieldIsAFault() {
        assertThat(KedaFields.faults(withFault(json -> json.withObject("/spec").put("minReplicas", 2))))
                .containsExactly("ScaledObject driftway/driftway /spec/minReplicas is no field of KEDA's");
        assertThat(KedaFields.faults(
                        withFault(json -> ((ObjectNode) json.at("/spec/triggers/0/metadata")).put("queuelength", "5"))))
                .containsExactly(
                        "ScaledObject driftway/driftway /spec/triggers/0/metadata/queuelength is no field of KEDA's");
        assertThat(KedaFields.faults(
                        withFault(json -> ((ObjectNode) json.at("/spec/triggers/1")).put("type", "prometeus"))))
                .hasSize(4);
    }

    @Test
    void whatIsNoTextOrNoNumberIsAFault() {
        assertThat(KedaFields.faults(
                        withFault(json -> ((ObjectNode) json.at("/spec/triggers/0/metadata")).put("queueLength", 5))))
                .containsExactly("ScaledObject driftway/driftway /spec/triggers/0/metadata has 5, which is no text");
        assertThat(KedaFields.faults(withFault(json -> json.withObject("/spec").put("maxReplicaCount", "16"))))
                .containsExactly("ScaledObject driftway/driftway /spec/maxReplicaCount is no number");
        assertThat(KedaFields.faults(withFault(json -> json.put("apiVersion", "keda.sh/v1"))))
                .hasSize(1);
        assertThat(KedaFields.faults(withFault(json -> json.put("kind", "ScaledJob"))))
                .hasSize(1);
    }
}
