package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pod's mention of a ConfigMap or Secret.
 *
 * @param keys those that are named one by one; the whole is meant when there are none
 * @param optional whether the pod starts without it
 */
record Reference(String kind, String name, List<String> keys, boolean optional) {

    /** Everything that a pod takes from such objects: variables, volumes, and files picked out of volumes. */
    static Stream<Reference> of(PodTemplate pod) {
        Stream<JsonNode> variables = pod.allContainers().flatMap(container -> Document.each(container.path("env")));
        Stream<JsonNode> groups = pod.allContainers().flatMap(container -> Document.each(container.path("envFrom")));
        return Stream.of(
                        variables.map(variable -> variable.path("valueFrom")).flatMap(Reference::ofKey),
                        groups.flatMap(Reference::ofGroup),
                        pod.volumes().flatMap(Reference::ofVolume),
                        pod.volumes()
                                .flatMap(volume -> Document.each(volume.at("/projected/sources")))
                                .flatMap(Reference::ofVolume),
                        pod.volumes().flatMap(volume -> ofSubPaths(pod, volume)))
                .flatMap(references -> references);
    }

    private static Stream<Reference> ofKey(JsonNode from) {
        return Stream.concat(
                from.has("configMapKeyRef") ? Stream.of(key("ConfigMap", from.path("configMapKeyRef"))) : Stream.of(),
                from.has("secretKeyRef") ? Stream.of(key("Secret", from.path("secretKeyRef"))) : Stream.of());
    }

    private static Reference key(String kind, JsonNode from) {
        return new Reference(
                kind, from.path("name").asText(), List.of(from.path("key").asText()), isOptional(from));
    }

    private static Stream<Reference> ofGroup(JsonNode group) {
        return Stream.concat(
                group.has("configMapRef") ? Stream.of(whole("ConfigMap", group.path("configMapRef"))) : Stream.of(),
                group.has("secretRef") ? Stream.of(whole("Secret", group.path("secretRef"))) : Stream.of());
    }

    private static Reference whole(String kind, JsonNode from) {
        return new Reference(kind, from.path("name").asText(), List.of(), isOptional(from));
    }

    private static Stream<Reference> ofVolume(JsonNode volume) {
        return Stream.concat(
                volume.has("configMap") ? Stream.of(items("ConfigMap", volume.path("configMap"))) : Stream.of(),
                volume.has("secret") ? Stream.of(items("Secret", volume.path("secret"))) : Stream.of());
    }

    private static Reference items(String kind, JsonNode from) {
        List<String> keys = Document.each(from.path("items"))
                .map(item -> item.path("key").asText())
                .toList();
        return new Reference(
                kind, from.path("secretName").asText(from.path("name").asText()), keys, isOptional(from));
    }

    private static Stream<Reference> ofSubPaths(PodTemplate pod, JsonNode volume) {
        if (!volume.has("configMap") || volume.at("/configMap").has("items")) {
            return Stream.of();
        }
        return pod.allContainers()
                .flatMap(container -> Document.each(container.path("volumeMounts")))
                .filter(mount -> mount.path("name").equals(volume.path("name")))
                .filter(mount -> mount.has("subPath"))
                .map(mount -> new Reference(
                        "ConfigMap",
                        volume.at("/configMap/name").asText(),
                        List.of(mount.path("subPath").asText()),
                        false));
    }

    private static boolean isOptional(JsonNode from) {
        return from.path("optional").asBoolean();
    }
}
