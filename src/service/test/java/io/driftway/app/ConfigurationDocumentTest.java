package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That docs/configuration.md says what the records say. */
class ConfigurationDocumentTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final String REMEDY =
            "docs/configuration.md is stale; write it anew: mvn test -Dtest=ConfigurationDocumentTest -Ddriftway.docs.write=true";

    static Iterable<Class<?>> records() throws IOException {
        return ConfigurationDocument.records();
    }

    @Test
    void thePageIsAsTheRecordsAre() throws IOException {
        String page = ConfigurationDocument.text();
        if (Boolean.getBoolean("driftway.docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.exists(PAGE)).as(REMEDY).isTrue();
        assertThat(Files.readString(PAGE)).as(REMEDY).isEqualTo(page);
    }

    @ParameterizedTest
    @MethodSource("records")
    void everySettingHasItsMeaningInTheJavadoc(Class<?> record) throws IOException {
        String source =
                Files.readString(Path.of("src/service/main/java/io/driftway/app", record.getSimpleName() + ".java"));

        assertThat(ConfigurationDocument.meanings(source).get("")).isNotBlank();
        assertThat(Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName))
                .allSatisfy(name ->
                        assertThat(ConfigurationDocument.meanings(source)).containsKey(name));
    }

    @Test
    void aSettingThatIsRefusedSaysWhatItMayBe() throws IOException {
        assertThat(ConfigurationDocument.text().lines())
                .anyMatch(line ->
                        line.startsWith("| `driftway.ingest.max-size` | size | `2GB` | largest stored size of a blob")
                                && line.endsWith("| must be at least 1 byte |"))
                .anyMatch(line -> line.startsWith("| `driftway.store.kind` | `azure` or `folder` | `azure` |")
                        && line.endsWith("| must be one of azure, folder |"))
                .noneMatch(line -> line.contains("io.driftway."));
    }
}
