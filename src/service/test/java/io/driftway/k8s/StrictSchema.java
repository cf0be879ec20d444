package io.driftway.k8s;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.driftway.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The schemas that a real API server of Kubernetes 1.36 publishes, Camel K's kinds among them, with one thing added: a field that is not in
 * them is a fault. What spans fields, such as which restart policy a Job may have, they do not know. KEDA's kinds are held to {@link KedaFields}.
 */
public final class StrictSchema {

    /** Kubernetes adds keywords that say how lists are merged: of no matter here, and a warning each otherwise. */
    private static final JsonMetaSchema DRAFT = JsonMetaSchema.builder(JsonMetaSchema.getV7())
            .unknownKeywordFactory((keyword, schema) -> new NonValidationKeyword(keyword))
            .build();

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V7, factory -> factory.metaSchema(DRAFT).defaultMetaSchemaIri(DRAFT.getIri()));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private StrictSchema() {}

    /** What is wrong with the documents of a file, a line each. Where the schemas are absent, the calling test is skipped. */
    public static List<String> faults(Path file) throws IOException {
        return Documents.parse(file.toString(), Files.readString(file)).all().stream()
                .flatMap(document -> faults(document).stream())
                .toList();
    }

    /** What is wrong with a document, a line each. Where the schemas are absent, the calling test is skipped. */
    static List<String> faults(Document document) {
        if (KedaFields.isKeda(document)) {
            return KedaFields.faults(document);
        }
        Path file = Shared.path("schemas", "kubernetes-1.36").resolve(schemaOf(document) + ".json");
        if (!Files.exists(file)) {
            return List.of(document + ": Kubernetes 1.36 knows no "
                    + document.at("/apiVersion").asText() + " " + document.kind());
        }
        return SCHEMAS.computeIfAbsent(file.toString(), StrictSchema::load).validate(document.json()).stream()
                .map(fault -> document + " " + fault.getInstanceLocation() + ": " + fault.getMessage())
                .toList();
    }

    /** {@code deployment-apps-v1}: kind, first word of the group, version. */
    private static String schemaOf(Document document) {
        String kind = document.kind().toLowerCase(Locale.ROOT);
        String apiVersion = document.at("/apiVersion").asText();
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? kind + "-" + apiVersion
                : kind + "-" + apiVersion.substring(0, slash).split("\\.", 2)[0]
                        + apiVersion.substring(slash).replace('/', '-');
    }

    private static JsonSchema load(String file) {
        try {
            return FACTORY.getSchema(JSON.readTree(Path.of(file).toFile()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
