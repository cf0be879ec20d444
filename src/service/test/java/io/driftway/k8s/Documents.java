package io.driftway.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one folder of manifests comes to. */
record Documents(String origin, List<Document> all) {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** Reads documents with {@code ---} between them; a key that stands twice is a fault. */
    static Documents parse(String origin, String yaml) {
        try (MappingIterator<JsonNode> nodes = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            List<Document> documents = new ArrayList<>();
            while (nodes.hasNext()) {
                if (nodes.next() instanceof ObjectNode document) {
                    documents.add(new Document(document));
                }
            }
            return new Documents(origin, documents);
        } catch (IOException malformed) {
            throw new UncheckedIOException(origin, malformed);
        }
    }

    /** A file of settings inside a ConfigMap. */
    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    Stream<Document> of(String kind) {
        return all.stream().filter(document -> document.is(kind));
    }

    Optional<Document> find(String kind, String namespace, String name) {
        return of(kind).filter(document -> document.namespace().equals(namespace))
                .filter(document -> document.name().equals(name))
                .findFirst();
    }

    List<String> namespaces() {
        return of("Namespace").map(Document::name).toList();
    }

    Stream<PodTemplate> pods() {
        return all.stream().flatMap(PodTemplate::of);
    }

    /** The pods that a label selector of this namespace selects. */
    Stream<PodTemplate> pods(String namespace, Selector selector) {
        return pods().filter(pod -> pod.namespace().equals(namespace)).filter(pod -> selector.selects(pod.labels()));
    }

    Documents copy() {
        return new Documents(
                origin, new ArrayList<>(all.stream().map(Document::copy).toList()));
    }

    @Override
    public String toString() {
        return origin;
    }
}
