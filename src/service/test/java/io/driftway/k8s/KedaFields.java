package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of KEDA 2.16 that our manifests may use, by its pages <i>ScaledObject specification</i>, <i>Azure Storage Queue</i>, <i>Prometheus</i> and <i>Azure AD Workload
 * Identity</i>. Its server takes any text as metadata of a trigger, so it would not notice a misspelt name.
 */
final class KedaFields {

    private static final String VERSION = "keda.sh/v1alpha1";
    private static final Set<String> DOCUMENT = Set.of("apiVersion", "kind", "metadata", "spec");
    private static final Set<String> SCALED_OBJECT = Set.of(
            "scaleTargetRef",
            "pollingInterval",
            "cooldownPeriod",
            "minReplicaCount",
            "maxReplicaCount",
            "fallback",
            "advanced",
            "triggers");
    private static final Set<String> TARGET = Set.of("apiVersion", "kind", "name", "envSourceContainerName");
    private static final Set<String> TRIGGER = Set.of("type", "name", "metadata", "authenticationRef", "metricType");
    private static final Map<String, Set<String>> METADATA = Map.of(
            "azure-queue",
            Set.of(
                    "queueName",
                    "queueLength",
                    "queueLengthStrategy",
                    "activationQueueLength",
                    "accountName",
                    "cloud",
                    "endpointSuffix"),
            "prometheus",
            Set.of("serverAddress", "query", "threshold", "activationThreshold", "ignoreNullValues"));
    private static final Set<String> IDENTITY =
            Set.of("provider", "identityId", "identityTenantId", "identityAuthorityHost");

    private final Document document;
    private final List<String> faults = new ArrayList<>();

    private KedaFields(Document document) {
        this.document = document;
    }

    static boolean isKeda(Document document) {
        return document.at("/apiVersion").asText().startsWith("keda.sh/");
    }

    /** What is wrong with a document of KEDA's, a line each. */
    static List<String> faults(Document document) {
        KedaFields fields = new KedaFields(document);
        fields.look();
        return fields.faults;
    }

    private void look() {
        only("", DOCUMENT);
        if (!document.at("/apiVersion").asText().equals(VERSION)) {
            faults.add(document + " is not of " + VERSION);
        }
        switch (document.kind()) {
            case "ScaledObject" -> scaledObject();
            case "TriggerAuthentication" -> {
                only("/spec", Set.of("podIdentity"));
                only("/spec/podIdentity", IDENTITY);
            }
            default -> faults.add(document + " is of a kind that is not known here");
        }
    }

    private void scaledObject() {
        only("/spec", SCALED_OBJECT);
        only("/spec/scaleTargetRef", TARGET);
        for (String number : List.of("pollingInterval", "cooldownPeriod", "minReplicaCount", "maxReplicaCount")) {
            if (document.at("/spec").has(number)
                    && !document.at("/spec/" + number).isInt()) {
                faults.add(document + " /spec/" + number + " is no number");
            }
        }
        for (int i = 0; i < document.at("/spec/triggers").size(); i++) {
            String at = "/spec/triggers/" + i;
            only(at, TRIGGER);
            String type = document.at(at + "/type").asText();
            only(at + "/metadata", METADATA.getOrDefault(type, Set.of()));
            for (JsonNode value : document.at(at + "/metadata")) {
                if (!value.isTextual()) {
                    faults.add(document + " " + at + "/metadata has " + value + ", which is no text");
                }
            }
        }
    }

    private void only(String at, Set<String> known) {
        document.at(at).fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                faults.add(document + " " + at + "/" + name + " is no field of KEDA's");
            }
        });
    }
}
