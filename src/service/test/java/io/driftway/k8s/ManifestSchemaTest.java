package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a server of Kubernetes 1.36 would take every document as it is meant. */
class ManifestSchemaTest {

    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: somebody
              namespace: somewhere
            spec:
              ports:
                - port: 80
            """;

    @InEveryFolder
    void everyDocumentHasOnlyFieldsThatKubernetesKnows(Path folder) {
        assertThat(Rendered.folder(folder).all()).isNotEmpty().allSatisfy(document -> assertThat(
                        StrictSchema.faults(document))
                .isEmpty());
    }

    @Test
    void aDocumentOfKnownFieldsHasNoFault() {
        assertThat(StrictSchema.faults(service())).isEmpty();
    }

    @Test
    void anUnknownFieldIsAFaultThatSaysWhere() {
        Document service = service();
        ((ObjectNode) service.at("/spec/ports/0")).put("prot", 80);

        assertThat(StrictSchema.faults(service))
                .singleElement()
                .asString()
                .startsWith("Service somewhere/somebody $.spec.ports[0]: ")
                .contains("prot");
    }

    @Test
    void aWrongTypeIsAFault() {
        Document service = service();
        ((ObjectNode) service.at("/spec/ports/0")).put("port", "80");

        assertThat(StrictSchema.faults(service)).singleElement().asString().contains("$.spec.ports[0].port: ");
    }

    @Test
    void aVersionThatIsNoMoreIsAFault() {
        Document service = service();
        service.json().put("apiVersion", "policy/v1beta1").put("kind", "PodDisruptionBudget");

        assertThat(StrictSchema.faults(service)).singleElement().asString().contains("knows no policy/v1beta1");
    }

    @Test
    void theKindsOfCamelKAreHeldToTheirSchemasToo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("integration.yaml"), """
                apiVersion: camel.apache.org/v1
                kind: Integration
                metadata:
                  name: somebody
                spec:
                  replicas: "2"
                  bogus: true
                """);

        assertThat(StrictSchema.faults(file))
                .hasSize(2)
                .anyMatch(fault -> fault.contains("$.spec.replicas: "))
                .anyMatch(fault -> fault.contains("bogus"));
    }

    private static Document service() {
        return Documents.parse("here", SERVICE).all().getFirst();
    }
}
