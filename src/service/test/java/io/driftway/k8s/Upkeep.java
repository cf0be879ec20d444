package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** What the cluster needs to know to keep the pods going and to end them. Each rule gives a line for each breach of it. */
final class Upkeep {

    private static final int MOST_RETRIES = 2;

    private Upkeep() {}

    static List<String> containersWithoutProbes(Documents documents) {
        return longRunning(
                documents,
                (pod, container) -> Stream.of("livenessProbe", "readinessProbe").allMatch(container::has),
                "has not both a liveness and a readiness probe");
    }

    static List<String> probesOfAPortThatIsNotThere(Documents documents) {
        return longRunning(
                documents,
                (pod, container) -> Stream.of("livenessProbe", "readinessProbe", "startupProbe")
                        .map(container::path)
                        .flatMap(probe ->
                                Stream.of("httpGet", "tcpSocket", "grpc").map(probe::path))
                        .filter(JsonNode::isObject)
                        .allMatch(action -> pod.port(action.path("port")).isPresent()),
                "is probed at a port that it does not have");
    }

    /** A container that may grow past its request is the first to be killed when its node is full. */
    static List<String> containersWithoutBounds(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> pod.allContainers()
                        .filter(container -> !isBounded(container.path("resources")))
                        .map(container -> pod.say(container) + " asks for " + container.path("resources")))
                .toList();
    }

    static List<String> emptyDirsWithoutASize(Documents documents) {
        return documents
                .pods()
                .flatMap(pod -> pod.volumes()
                        .filter(volume -> volume.has("emptyDir"))
                        .filter(volume -> !volume.path("emptyDir").has("sizeLimit"))
                        .map(volume ->
                                pod + " has the emptyDir " + volume.path("name").asText() + " without a size"))
                .toList();
    }

    static List<String> jobsWithoutAnEnd(Documents documents) {
        return documents
                .pods()
                .filter(PodTemplate::isJob)
                .filter(pod -> {
                    JsonNode spec = pod.owner().at(pod.owner().is("Job") ? "/spec" : "/spec/jobTemplate/spec");
                    return !(spec.path("activeDeadlineSeconds").asInt() > 0
                            && spec.path("backoffLimit").asInt(MOST_RETRIES + 1) <= MOST_RETRIES
                            && spec.path("ttlSecondsAfterFinished").asInt() > 0
                            && pod.spec().path("restartPolicy").asText().equals("Never"));
                })
                .map(pod -> pod + " has no deadline, no time to live, too many retries or restarts in place")
                .toList();
    }

    /** A budget that selects nothing protects nothing; one that leaves no pod to move stops a node's upgrade. */
    static List<String> budgetsThatDoNotHold(Documents documents) {
        return documents
                .of("PodDisruptionBudget")
                .filter(budget -> {
                    Selector selector = Selector.of(budget.at("/spec/selector"));
                    return documents.pods(budget.namespace(), selector).noneMatch(pod -> leavesOneToMove(budget, pod));
                })
                .map(budget -> budget + " selects no pod, or leaves none that may be moved")
                .toList();
    }

    private static boolean leavesOneToMove(Document budget, PodTemplate pod) {
        int replicas = pod.owner().at("/spec/replicas").asInt(1);
        JsonNode least = budget.at("/spec/minAvailable");
        return least.isMissingNode()
                ? budget.at("/spec/maxUnavailable").asInt() > 0
                : least.isInt() && least.asInt() < replicas;
    }

    private static boolean isBounded(JsonNode resources) {
        JsonNode memory = resources.at("/limits/memory");
        return !memory.isMissingNode()
                && memory.equals(resources.at("/requests/memory"))
                && resources.at("/requests").has("cpu");
    }

    private static List<String> longRunning(
            Documents documents, BiPredicate<PodTemplate, JsonNode> good, String fault) {
        return documents
                .pods()
                .filter(pod -> !pod.isJob())
                .flatMap(pod -> pod.containers()
                        .filter(container -> !good.test(pod, container))
                        .map(container -> pod.say(container) + " " + fault))
                .toList();
    }
}
