package io.driftway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Each file of routes is what Camel's own schema allows, the one by which editors complete it. */
class RouteSchemaTest {

    private static final String LINE =
            "# yaml-language-server: $schema=https://raw.githubusercontent.com/apache/camel/camel-%s/"
                    + "dsl/camel-yaml-dsl/camel-yaml-dsl/src/generated/resources/schema/camelYamlDsl.json";

    private static JsonSchema schema;

    @BeforeAll
    static void theSchemaInTheJar() throws IOException {
        try (InputStream in = RouteSchemaTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(in);
        }
    }

    static Stream<Path> files() throws IOException {
        return Stream.concat(RouteFilesTest.files(), Stream.of(Path.of("camel-k/flow/flow.camel.yaml")));
    }

    private static List<String> faults(String yaml) {
        JsonNode routes = new ObjectMapper().valueToTree(new Yaml().load(yaml));
        return schema.validate(routes).stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsWhatTheSchemaAllows(Path file) throws IOException {
        assertThat(faults(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileNamesTheSchemaOfTheVersionThatRunsIt(Path file) throws IOException {
        String version =
                org.apache.camel.impl.DefaultCamelContext.class.getPackage().getImplementationVersion();

        assertThat(Files.readAllLines(file).getFirst()).isEqualTo(LINE.formatted(version == null ? "4.18.0" : version));
    }

    @Test
    void aMisspeltStepIsSeen() {
        assertThat(faults("- route:\n    from:\n      uri: direct:a\n      stepz: []\n"))
                .isNotEmpty();
    }
}
