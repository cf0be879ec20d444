package io.driftway.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.batch.Role;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Run in Turkish, where the lower case of I has no dot. */
class JsonTest {

    private record Named(Role role, Map<String, Role> roles) {}

    @ParameterizedTest
    @EnumSource(Role.class)
    void aNameIsTheSameInEveryLanguageAndComesBack(Role role) throws JsonProcessingException {
        String json = Json.MAPPER.writeValueAsString(new Named(role, Map.of("a", role)));

        String name = role.name().toLowerCase(Locale.ROOT);
        assertThat(json).isEqualTo("{\"role\":\"" + name + "\",\"roles\":{\"a\":\"" + name + "\"}}");
        assertThat(Json.MAPPER.readValue(json, Named.class).role()).isEqualTo(role);
    }
}
