package io.driftway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.driftway.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in {@code camel-k/}: under Camel K's own schemas, and in step with the routes and the program. */
class CamelKTest {

    private static final Path FOLDER = Path.of("camel-k");
    private static final Pattern BEAN = Pattern.compile("bean:(\\w+)");

    static Stream<Path> kamelets() throws IOException {
        return Files.list(FOLDER.resolve("kamelets")).sorted();
    }

    private static Documents rendered() {
        return Rendered.folder(FOLDER);
    }

    private static JsonNode yaml(Path file) throws IOException {
        return new YAMLMapper().readTree(file.toFile());
    }

    /** The schemas lost their descriptions, and with them a Kamelet's properties of that name; its definition, below, has them. */
    @Test
    void everyDocumentIsAsTheServersSchemasSay() {
        assertThat(rendered().all()).hasSizeGreaterThan(6).allSatisfy(document -> assertThat(
                        StrictSchema.faults(document))
                .filteredOn(fault -> !(document.kind().equals("Kamelet") && fault.contains("'description'")))
                .isEmpty());
    }

    @Test
    void everyDocumentOfCamelKIsAsItsDefinitionSays() throws IOException {
        for (Document document : rendered().all()) {
            if (document.at("/apiVersion").asText().startsWith("camel.apache.org/")) {
                assertThat(faults(document.kind(), document.json()))
                        .as("%s", document)
                        .isEmpty();
            }
        }
    }

    @Test
    void aFieldThatCamelKDoesNotKnowIsAFault() throws IOException {
        ObjectNode integration =
                rendered().of("Integration").findFirst().orElseThrow().json().deepCopy();
        integration.withObject("/spec/traits/container").put("imagee", "x");

        assertThat(faults("Integration", integration))
                .singleElement()
                .asString()
                .contains("imagee");
    }

    /** By the custom resource definition; it closes what it lists, where it does not say that more may come. */
    private static List<String> faults(String kind, JsonNode document) throws IOException {
        JsonNode definition =
                yaml(Shared.path("schemas", "camel-k", "camel.apache.org_" + kind.toLowerCase(Locale.ROOT) + "s.yaml"));
        for (JsonNode version : definition.at("/spec/versions")) {
            if (version.path("name").asText().equals("v1")) {
                JsonNode schema = version.at("/schema/openAPIV3Schema");
                close(schema);
                return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema).validate(document).stream()
                        .map(Object::toString)
                        .toList();
            }
        }
        throw new IllegalStateException(kind + " has no version v1");
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.has("properties")
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()
                && !object.at("/properties/apiVersion").isObject()) {
            object.put("additionalProperties", false);
        }
        schema.forEach(CamelKTest::close);
    }

    @Test
    void theConfigMapHoldsEveryRouteFileAndNothingElse() throws IOException {
        JsonNode data = rendered()
                .of("ConfigMap")
                .filter(map -> map.name().equals("driftway-routes"))
                .findFirst()
                .orElseThrow()
                .at("/data");
        Set<String> files = new TreeSet<>();
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            routes.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".camel.yaml"))
                    .forEach(files::add);
        }
        Set<String> keys = new TreeSet<>();
        data.fieldNames().forEachRemaining(keys::add);

        assertThat(keys).isEqualTo(files);
        for (String file : files) {
            assertThat(data.path(file).asText()).isEqualTo(Files.readString(Path.of("routes", file)));
        }
    }

    @Test
    void theIntegrationRunsAsTheDeploymentDoes() {
        JsonNode deployment = Rendered.base()
                .of("Deployment")
                .filter(d -> d.name().equals("driftway"))
                .findFirst()
                .orElseThrow()
                .json();
        JsonNode integration =
                rendered().of("Integration").findFirst().orElseThrow().json();
        JsonNode pod = deployment.at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        JsonNode traits = integration.at("/spec/traits");

        assertThat(traits.at("/container/image")).isEqualTo(container.at("/image"));
        assertThat(traits.at("/container/limitMemory")).isEqualTo(container.at("/resources/limits/memory"));
        JsonNode patched = integration.at("/spec/template/spec/containers/0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(patched.at("/" + probe)).isEqualTo(container.at("/" + probe));
        }
        assertThat(container.at("/ports")).contains(patched.at("/ports/0"));
        assertThat(traits.at("/health/enabled").asBoolean(true))
                .as("its probes would be asked of the port of the pages")
                .isFalse();
        assertThat(integration.at("/spec/serviceAccountName")).isEqualTo(pod.at("/serviceAccountName"));
        assertThat(integration.at("/spec/template/spec/securityContext/runAsUser"))
                .isEqualTo(pod.at("/securityContext/runAsUser"));
        assertThat(integration.at("/metadata/labels")).containsAll(deployment.at("/spec/template/metadata/labels"));
        assertThat(traits.at("/owner/targetLabels")).hasSameSizeAs(integration.at("/metadata/labels"));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void aKameletSaysWhatItDoesAndWhatItTakes(Path file) throws IOException {
        JsonNode kamelet = yaml(file);
        JsonNode definition = kamelet.at("/spec/definition");
        String name = kamelet.at("/metadata/name").asText();

        assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
        assertThat(name)
                .endsWith("-"
                        + kamelet.at("/metadata/labels")
                                .path("camel.apache.org/kamelet.type")
                                .asText());
        assertThat(definition.path("title").asText()).isNotBlank();
        assertThat(definition.path("description").asText()).isNotBlank();
        for (JsonNode property : definition.path("properties")) {
            assertThat(property.path("title").asText()).isNotBlank();
            assertThat(property.path("description").asText()).isNotBlank();
            assertThat(property.path("type").asText()).isNotBlank();
            assertThat(property.path("default").asText()).isNotBlank();
        }
        definition.path("properties").fieldNames().forEachRemaining(property -> assertThat(
                        kamelet.at("/spec/template").toString())
                .as("a property that does nothing")
                .contains("{{" + property + "}}"));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void aKameletNamesOnlyBeansThatTheShippedRoutesName(Path file) throws IOException {
        StringBuilder routes = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path route : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                routes.append(Files.readString(route));
            }
        }
        assertThat(beans(routes.toString())).containsAll(beans(Files.readString(file)));
    }

    private static Set<String> beans(String yaml) {
        Set<String> names = new TreeSet<>();
        for (Matcher bean = BEAN.matcher(yaml); bean.find(); ) {
            names.add(bean.group(1));
        }
        return names;
    }
}
