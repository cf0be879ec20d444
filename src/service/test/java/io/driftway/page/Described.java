package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What {@code openapi.json} says of an answer. */
final class Described {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Described() {}

    static JsonNode document() {
        try (InputStream in = Described.class.getResourceAsStream("/page/openapi.json")) {
            return MAPPER.readTree(in);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Holds an answer to its description.
     *
     * @param path as in the document
     * @return the answer
     */
    static JsonNode holds(String path, int status, String json) {
        try {
            JsonNode document = document();
            JsonNode schema = document.path("paths")
                    .path(path)
                    .at("/get/responses/" + status + "/content/application~1json/schema");
            assertThat(schema.isObject()).as("%s %s is described", path, status).isTrue();
            ObjectNode whole = ((ObjectNode) schema.deepCopy());
            whole.set("components", document.get("components"));
            JsonNode answer = MAPPER.readTree(json);
            assertThat(
                            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                    .getSchema(whole)
                                    .validate(answer)
                                    .stream()
                                    .map(ValidationMessage::getMessage))
                    .as("%s %s: %s", path, status, json)
                    .isEmpty();
            return answer;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
