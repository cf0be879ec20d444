package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a pod may do to its node. Each rule gives a line for each breach of it. */
final class PodSecurity {

    /** The one namespace whose pods see the node's files. */
    static final String NODES = "driftway-nodes";

    private static final String LEVEL = "pod-security.kubernetes.io/";
    private static final Set<String> RESTRICTED_VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    private PodSecurity() {}

    static List<String> namespacesWithoutTheirLevel(Documents documents) {
        return documents
                .of("Namespace")
                .flatMap(namespace -> Stream.of("enforce", "warn", "audit").flatMap(mode -> {
                    JsonNode labels = namespace.at("/metadata/labels");
                    String wanted = namespace.name().equals(NODES) ? "privileged" : "restricted";
                    String level = labels.path(LEVEL + mode).asText();
                    String version = labels.path(LEVEL + mode + "-version").asText("pinned nowhere");
                    boolean pinned = version.matches("v1\\.\\d+") || !mode.equals("enforce");
                    return level.equals(wanted) && pinned
                            ? Stream.of()
                            : Stream.of(namespace + ": " + mode + " is \"" + level + "\", " + version);
                }))
                .toList();
    }

    static List<String> podsThatAreNotAFixedUser(Documents documents) {
        return containers(
                documents,
                (pod, container) -> inNodes(pod)
                        || (effective(pod, container, "runAsNonRoot").asBoolean()
                                && effective(pod, container, "runAsUser").asInt() > 0),
                "runs as root, or as no fixed user");
    }

    static List<String> podsWithoutSeccomp(Documents documents) {
        return containers(
                documents,
                (pod, container) -> effective(pod, container, "seccompProfile")
                        .path("type")
                        .asText()
                        .equals("RuntimeDefault"),
                "has no seccompProfile RuntimeDefault");
    }

    static List<String> containersThatMayEscalate(Documents documents) {
        return containers(
                documents,
                (pod, container) -> container
                                .at("/securityContext/allowPrivilegeEscalation")
                                .isBoolean()
                        && !container
                                .at("/securityContext/allowPrivilegeEscalation")
                                .booleanValue()
                        && !container.at("/securityContext/privileged").asBoolean(),
                "may escalate its privileges");
    }

    /** In the namespace of the nodes the one capability to read files of any owner may come back. */
    static List<String> containersWithCapabilities(Documents documents) {
        return containers(
                documents,
                (pod, container) -> {
                    JsonNode capabilities = container.at("/securityContext/capabilities");
                    Set<String> allowed = inNodes(pod) ? Set.of("DAC_READ_SEARCH") : Set.of();
                    return Document.each(capabilities.path("drop"))
                                    .anyMatch(dropped -> dropped.asText().equals("ALL"))
                            && Document.each(capabilities.path("add"))
                                    .allMatch(added -> allowed.contains(added.asText()));
                },
                "does not drop ALL capabilities, or adds one");
    }

    static List<String> containersThatWriteToTheirImage(Documents documents) {
        return containers(
                documents,
                (pod, container) ->
                        container.at("/securityContext/readOnlyRootFilesystem").asBoolean(),
                "has a root filesystem that is not read-only");
    }

    static List<String> podsInTheNodesNamespaces(Documents documents) {
        return pods(
                documents,
                pod -> Stream.of("hostNetwork", "hostPID", "hostIPC")
                                .noneMatch(name -> pod.spec().path(name).asBoolean())
                        && pod.allContainers()
                                .flatMap(container -> Document.each(container.path("ports")))
                                .noneMatch(port -> port.has("hostPort")),
                "shares network, processes or a port with its node");
    }

    static List<String> volumesThatRestrictedForbids(Documents documents) {
        return pods(
                documents,
                pod -> inNodes(pod)
                        || pod.volumes()
                                .flatMap(volume -> volume.properties().stream())
                                .map(Map.Entry::getKey)
                                .allMatch(type -> type.equals("name") || RESTRICTED_VOLUMES.contains(type)),
                "mounts what a restricted pod may not");
    }

    static List<String> filesOfTheNodeThatCanBeWritten(Documents documents) {
        return containers(
                documents,
                (pod, container) -> Document.each(container.path("volumeMounts"))
                        .filter(mount -> pod.volumes()
                                .filter(volume -> volume.has("hostPath"))
                                .anyMatch(volume -> volume.path("name").equals(mount.path("name"))))
                        .allMatch(mount -> mount.path("readOnly").asBoolean()),
                "may write to its node's files");
    }

    static List<String> othersInTheNamespaceOfTheNodes(Documents documents) {
        return pods(
                documents,
                pod -> !inNodes(pod) || pod.owner().is("DaemonSet"),
                "is no DaemonSet, and stands in the namespace that may see the nodes");
    }

    private static boolean inNodes(PodTemplate pod) {
        return pod.namespace().equals(NODES);
    }

    /** The container's own word, or its pod's. */
    private static JsonNode effective(PodTemplate pod, JsonNode container, String setting) {
        JsonNode own = container.path("securityContext").path(setting);
        return own.isMissingNode() ? pod.spec().path("securityContext").path(setting) : own;
    }

    private static List<String> containers(Documents documents, BiPredicate<PodTemplate, JsonNode> good, String fault) {
        return documents
                .pods()
                .flatMap(pod -> pod.allContainers()
                        .filter(container -> !good.test(pod, container))
                        .map(container -> pod.say(container) + " " + fault))
                .toList();
    }

    private static List<String> pods(Documents documents, Predicate<PodTemplate> good, String fault) {
        return documents
                .pods()
                .filter(good.negate())
                .map(pod -> pod + " " + fault)
                .toList();
    }
}
