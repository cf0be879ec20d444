package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a pod is told: its files, its variables and its arguments. */
record Configuration(Map<String, String> files, Map<String, String> variables, String arguments) {

    static Configuration of(Documents documents, PodTemplate pod) {
        Map<String, String> files = new TreeMap<>();
        Map<String, String> variables = new LinkedHashMap<>();
        StringBuilder arguments = new StringBuilder();
        pod.allContainers().forEach(container -> {
            Document.each(container.path("volumeMounts")).forEach(mount -> mounted(documents, pod, mount, files));
            Document.each(container.path("envFrom"))
                    .map(group -> group.at("/configMapRef/name").asText())
                    .forEach(name -> variables.putAll(Document.strings(data(documents, pod, name))));
            Document.each(container.path("env"))
                    .forEach(
                            variable -> variables.put(variable.path("name").asText(), value(documents, pod, variable)));
            Stream.of("command", "args")
                    .flatMap(name -> Document.each(container.path(name)))
                    .forEach(word -> arguments.append(word.asText()).append('\n'));
        });
        return new Configuration(files, variables, arguments.toString());
    }

    /** Everything that may name an address, without comments. */
    Stream<String> lines() {
        return Stream.of(files.values().stream(), variables.values().stream(), Stream.of(arguments))
                .flatMap(texts -> texts)
                .flatMap(String::lines)
                .filter(line -> !line.stripLeading().startsWith("#")
                        && !line.stripLeading().startsWith("//"));
    }

    private static void mounted(Documents documents, PodTemplate pod, JsonNode mount, Map<String, String> files) {
        String path = mount.path("mountPath").asText();
        pod.volumes()
                .filter(volume -> volume.path("name").equals(mount.path("name")))
                .flatMap(volume -> Stream.concat(
                        Stream.of(volume.path("configMap")),
                        Document.each(volume.at("/projected/sources")).map(source -> source.path("configMap"))))
                .filter(JsonNode::isObject)
                .forEach(source -> {
                    Map<String, String> content =
                            content(data(documents, pod, source.path("name").asText()), source);
                    String subPath = mount.path("subPath").asText();
                    content.forEach((name, text) -> {
                        if (subPath.isEmpty()) {
                            files.put(path + "/" + name, text);
                        } else if (subPath.equals(name)) {
                            files.put(path, text);
                        }
                    });
                });
    }

    private static Map<String, String> content(JsonNode data, JsonNode source) {
        if (!source.has("items")) {
            return Document.strings(data);
        }
        Map<String, String> content = new TreeMap<>();
        Document.each(source.path("items"))
                .forEach(item -> content.put(
                        item.path("path").asText(),
                        data.path(item.path("key").asText()).asText()));
        return content;
    }

    private static String value(Documents documents, PodTemplate pod, JsonNode variable) {
        JsonNode from = variable.at("/valueFrom/configMapKeyRef");
        return from.isMissingNode()
                ? variable.path("value").asText()
                : data(documents, pod, from.path("name").asText())
                        .path(from.path("key").asText())
                        .asText();
    }

    private static JsonNode data(Documents documents, PodTemplate pod, String name) {
        return documents
                .find("ConfigMap", pod.namespace(), name)
                .map(map -> map.at("/data"))
                .orElseGet(MissingNode::getInstance);
    }
}
