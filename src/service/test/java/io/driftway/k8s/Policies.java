package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The NetworkPolicies of some documents, read as a cluster reads them: what one policy lets through is let through. */
record Policies(Documents documents) {

    enum Direction {
        INGRESS("Ingress", "from"),
        EGRESS("Egress", "to");

        private final String type;
        private final String peers;

        Direction(String type, String peers) {
            this.type = type;
            this.peers = peers;
        }

        Stream<JsonNode> rules(Document policy) {
            return Document.each(policy.at("/spec").path(toString()));
        }

        /** Whom a rule is about; everybody when it names nobody. */
        JsonNode peers(JsonNode rule) {
            return rule.path(peers);
        }

        boolean isIn(Document policy) {
            return Document.each(policy.at("/spec/policyTypes"))
                    .anyMatch(candidate -> candidate.asText().equals(type));
        }

        @Override
        public String toString() {
            return this == INGRESS ? "ingress" : "egress";
        }
    }

    /** The rules of the policies that select a pod. */
    Stream<JsonNode> rules(Direction direction, PodTemplate pod) {
        return selecting(direction, pod).flatMap(direction::rules);
    }

    /** A pod that no policy selects is open. */
    boolean lets(Direction direction, Connection connection) {
        boolean out = direction == Direction.EGRESS;
        PodTemplate here = out ? connection.source() : connection.target().pod();
        PodTemplate there = out ? connection.target().pod() : connection.source();
        List<Document> policies = selecting(direction, here).toList();
        return policies.isEmpty()
                || policies.stream().anyMatch(policy -> direction
                        .rules(policy)
                        .filter(rule -> opens(rule, connection.target()))
                        .map(direction::peers)
                        .anyMatch(peers ->
                                peers.isEmpty() || Document.each(peers).anyMatch(peer -> isPeer(policy, peer, there))));
    }

    /** Whether a policy that names this peer means these pods. */
    boolean isPeer(Document policy, JsonNode peer, PodTemplate pod) {
        boolean namespace = peer.has("namespaceSelector")
                ? isNamespace(peer, pod.namespace())
                : policy.namespace().equals(pod.namespace());
        return namespace
                && !peer.has("ipBlock")
                && Selector.of(peer.path("podSelector")).selects(pod.labels());
    }

    /** Whether a peer stands in a namespace that these documents do not make. */
    boolean isOutside(JsonNode peer) {
        return peer.has("namespaceSelector")
                && documents.namespaces().stream().noneMatch(namespace -> isNamespace(peer, namespace));
    }

    private Stream<Document> selecting(Direction direction, PodTemplate pod) {
        return documents
                .of("NetworkPolicy")
                .filter(policy -> policy.namespace().equals(pod.namespace()))
                .filter(policy -> Selector.of(policy.at("/spec/podSelector")).selects(pod.labels()))
                .filter(direction::isIn);
    }

    private static boolean opens(JsonNode rule, Address.Endpoint target) {
        return rule.path("ports").isEmpty()
                || Document.each(rule.path("ports"))
                        .filter(port -> port.path("protocol").asText("TCP").equals("TCP"))
                        .anyMatch(port -> {
                            int first = target.pod()
                                    .port(port.path("port"))
                                    .orElse(port.path("port").asInt());
                            return first <= target.port()
                                    && target.port() <= port.path("endPort").asInt(first);
                        });
    }

    private boolean isNamespace(JsonNode peer, String namespace) {
        Map<String, String> labels = new HashMap<>();
        documents
                .find("Namespace", "", namespace)
                .ifPresent(document -> labels.putAll(Document.strings(document.at("/metadata/labels"))));
        labels.put("kubernetes.io/metadata.name", namespace);
        return Selector.of(peer.path("namespaceSelector")).selects(labels);
    }
}
