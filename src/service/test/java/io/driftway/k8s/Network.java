package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.k8s.Policies.Direction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Who may call whom. Each rule gives a line for each breach of it. */
final class Network {

    /** Azure's metadata service: it hands the node's identity to whoever asks. */
    private static final String METADATA = "169.254.169.254";

    private static final int HTTPS = 443;
    private static final int KAFKA = 9093;
    private static final int DNS = 53;

    private static final Map<String, String> SYSTEM = Map.of("kubernetes.io/metadata.name", "kube-system");

    private Network() {}

    static List<String> namespacesOpenByDefault(Documents documents) {
        return documents.namespaces().stream()
                .filter(namespace -> documents
                        .of("NetworkPolicy")
                        .filter(policy -> policy.namespace().equals(namespace))
                        .noneMatch(Network::deniesAll))
                .map(namespace -> "Namespace " + namespace + " denies nothing by default")
                .toList();
    }

    static List<String> rulesThatReachTheMetadataService(Documents documents) {
        return documents
                .of("NetworkPolicy")
                .flatMap(policy -> Direction.EGRESS
                        .rules(policy)
                        .filter(rule -> rule.path("to").isEmpty()
                                || Document.each(rule.path("to")).anyMatch(Network::reachesMetadata))
                        .map(rule -> policy + " lets pods reach " + METADATA + ": " + rule))
                .toList();
    }

    /** Only a pod with an identity has something to ask of Azure, and only the monitor of the API server. */
    static List<String> podsThatReachTheWorldForNothing(Documents documents) {
        return documents
                .pods()
                .filter(pod -> pod.labels().get("azure.workload.identity/use") == null)
                .filter(pod -> !pod.hasToken(documents))
                .filter(pod -> worldRules(documents, pod).findAny().isPresent())
                .map(pod -> pod + " reaches the world, and has no identity to do so with")
                .toList();
    }

    static List<String> podsThatReachTheWorldBesidesHttps(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> worldRules(documents, pod)
                        .filter(rule -> rule.path("ports").isEmpty()
                                || Document.each(rule.path("ports"))
                                        .anyMatch(port ->
                                                !isTls(pod, port.path("port").asInt()) || port.has("endPort")))
                        .map(rule -> pod + " reaches the world at " + rule.path("ports")))
                .toList();
    }

    /** Who reads a topic reaches Event Hubs by Kafka's protocol in TLS, nobody else does. */
    private static boolean isTls(PodTemplate pod, int port) {
        return port == HTTPS || port == KAFKA && "window".equals(pod.labels().get("app.kubernetes.io/component"));
    }

    static List<String> identitiesThatCannotReachAzure(Documents documents) {
        return documents
                .pods()
                .filter(pod -> pod.labels().get("azure.workload.identity/use") != null)
                .filter(pod -> worldRules(documents, pod).noneMatch(rule -> Document.each(rule.path("ports"))
                        .anyMatch(port -> port.path("port").asInt() == HTTPS)))
                .map(pod -> pod + " has an identity, and cannot reach Azure")
                .toList();
    }

    static List<String> connectionsThatAreCut(Documents documents) {
        return Connection.all(documents).stream()
                .flatMap(connection -> Stream.of(Direction.values())
                        .filter(direction -> !new Policies(documents).lets(direction, connection))
                        .map(direction -> connection + ": " + direction + " is not let through"))
                .distinct()
                .toList();
    }

    /** Whoever calls anybody by name must find the address of that name. */
    static List<String> callersWithoutNames(Documents documents) {
        Set<Document> callers = new HashSet<>();
        Connection.all(documents)
                .forEach(connection -> callers.add(connection.source().owner()));
        return documents
                .pods()
                .filter(pod -> callers.contains(pod.owner()) || pod.hasToken(documents))
                .filter(pod -> Stream.of("UDP", "TCP").anyMatch(protocol -> !findsNames(documents, pod, protocol)))
                .map(pod -> pod + " calls others by name, and may not ask for names over both UDP and TCP")
                .toList();
    }

    static List<String> policiesOfNobody(Documents documents) {
        return documents
                .of("NetworkPolicy")
                .filter(policy -> documents
                        .pods(policy.namespace(), Selector.of(policy.at("/spec/podSelector")))
                        .findAny()
                        .isEmpty())
                .map(policy -> policy + " selects no pod")
                .toList();
    }

    /** A door that leads to no port, or from nobody, was meant for something else. */
    static List<String> ingressToPortsThatAreNotThere(Documents documents) {
        return documents
                .of("NetworkPolicy")
                .flatMap(policy -> Document.each(policy.at("/spec/ingress"))
                        .flatMap(rule -> Document.each(rule.path("ports")))
                        .filter(port -> documents
                                .pods(policy.namespace(), Selector.of(policy.at("/spec/podSelector")))
                                .noneMatch(pod -> pod.port(port.path("port")).isPresent()))
                        .map(port -> policy + " opens " + port + ", which no pod of it has"))
                .toList();
    }

    /** Every peer in a namespace of ours is a pod of ours. */
    static List<String> peersThatAreNobody(Documents documents) {
        return documents
                .of("NetworkPolicy")
                .flatMap(policy -> Stream.of(Direction.values())
                        .flatMap(direction ->
                                direction.rules(policy).flatMap(rule -> Document.each(direction.peers(rule))))
                        .filter(peer -> !peer.has("ipBlock"))
                        .filter(peer -> !new Policies(documents).isOutside(peer))
                        .filter(peer ->
                                documents.pods().noneMatch(pod -> new Policies(documents).isPeer(policy, peer, pod)))
                        .map(peer -> policy + " names " + peer + ", which is no pod"))
                .toList();
    }

    private static boolean deniesAll(Document policy) {
        return Selector.of(policy.at("/spec/podSelector")).isEmpty()
                && Stream.of(Direction.values())
                        .allMatch(direction -> direction.isIn(policy)
                                && direction.rules(policy).findAny().isEmpty());
    }

    private static boolean reachesMetadata(JsonNode peer) {
        return peer.has("ipBlock") && new Block(peer.path("ipBlock")).has(METADATA);
    }

    private static Stream<JsonNode> worldRules(Documents documents, PodTemplate pod) {
        return new Policies(documents)
                .rules(Direction.EGRESS, pod)
                .filter(rule -> rule.path("to").isEmpty()
                        || Document.each(rule.path("to"))
                                .anyMatch(peer -> peer.has("ipBlock") && !new Block(peer.path("ipBlock")).isPrivate()));
    }

    private static boolean findsNames(Documents documents, PodTemplate pod, String protocol) {
        return new Policies(documents)
                .rules(Direction.EGRESS, pod)
                .filter(rule -> Document.each(rule.path("ports"))
                        .anyMatch(open -> open.path("port").asInt() == DNS
                                && open.path("protocol").asText("TCP").equals(protocol)))
                .flatMap(rule -> Document.each(rule.path("to")))
                .anyMatch(peer -> Selector.of(peer.path("namespaceSelector")).selects(SYSTEM)
                        && Selector.of(peer.path("podSelector")).selects(Map.of("k8s-app", "kube-dns")));
    }
}
