package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The pods that a document brings about. */
record PodTemplate(Document owner, JsonNode json) {

    /** The template of a workload, or none for any other kind. */
    static Stream<PodTemplate> of(Document document) {
        String pointer =
                switch (document.kind()) {
                    case "Pod" -> "";
                    case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" -> "/spec/template";
                    case "CronJob" -> "/spec/jobTemplate/spec/template";
                    default -> "/none";
                };
        JsonNode template = document.at(pointer);
        return template.isMissingNode() ? Stream.of() : Stream.of(new PodTemplate(document, template));
    }

    String namespace() {
        return owner.namespace();
    }

    JsonNode spec() {
        return json.path("spec");
    }

    Map<String, String> labels() {
        return Document.strings(json.at("/metadata/labels"));
    }

    boolean isJob() {
        return owner.is("Job") || owner.is("CronJob");
    }

    /** Containers that run for as long as the pod does, or as the Job does. */
    Stream<JsonNode> containers() {
        return Document.each(spec().path("containers"));
    }

    /** Every container, those of the start included. */
    Stream<JsonNode> allContainers() {
        return Stream.concat(Document.each(spec().path("initContainers")), containers());
    }

    Stream<JsonNode> volumes() {
        return Document.each(spec().path("volumes"));
    }

    /** Whether a token of the API server is in the pod: the pod's own word goes before its ServiceAccount's. */
    boolean hasToken(Documents documents) {
        JsonNode own = spec().path("automountServiceAccountToken");
        if (own.isBoolean()) {
            return own.booleanValue();
        }
        return account(documents)
                .map(account -> account.at("/automountServiceAccountToken").asBoolean(true))
                .orElse(true);
    }

    Optional<Document> account(Documents documents) {
        return documents.find(
                "ServiceAccount", namespace(), spec().path("serviceAccountName").asText("default"));
    }

    /** The number of a port that is given as a number or by the name of a container's port. */
    Optional<Integer> port(JsonNode nameOrNumber) {
        return containers()
                .flatMap(container -> Document.each(container.path("ports")))
                .filter(port -> nameOrNumber.isTextual()
                        ? port.path("name").asText().equals(nameOrNumber.asText())
                        : port.path("containerPort").asInt() == nameOrNumber.asInt())
                .map(port -> port.path("containerPort").asInt())
                .findFirst();
    }

    /** How a message names a container of these pods. */
    String say(JsonNode container) {
        return owner + ", container " + container.path("name").asText();
    }

    @Override
    public String toString() {
        return owner.toString();
    }
}
