package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.doctor.Finding;
import io.driftway.doctor.Finding.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class SettingsReviewTest {

    private static List<Finding> look(Map<String, Object> variables, Map<String, Object> settings) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("variables", variables));
        Map<String, Object> all = new HashMap<>(Map.of("driftway.store.kind", "folder", "driftway.store.folder", "x"));
        all.putAll(settings);
        environment.getPropertySources().addFirst(new MapPropertySource("settings", all));
        return new SettingsReview(environment).look();
    }

    @Test
    void theDefaultsMakeSense() throws Exception {
        assertThat(look(Map.of(), Map.of())).extracting(Finding::state).containsExactly(State.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "driftway.drift.breach-at, 0.1",
        "driftway.drift.breachAt, 0.1",
        "driftway.drift.column-methods.fee, ks",
        "'driftway.retrain.slices[0]', plan",
        "driftway.routes, x",
        "driftway.home, x"
    })
    void aNameThatIsOneIsTakenHoweverItIsWritten(String name, String value) throws Exception {
        assertThat(look(Map.of(), Map.of(name, value)))
                .extracting(Finding::state)
                .containsExactly(State.OK);
    }

    @Test
    void aVariableIsTakenToo() throws Exception {
        Map<String, Object> variables = Map.of(
                "DRIFTWAY_RETRAIN_RUNSPERDAY", "3",
                "DRIFTWAY_RETRAIN_RUNS_PER_DAY", "3",
                "DRIFTWAY_STORE_CONNECTION_STRING", "",
                "DRIFTWAY_DRIFT_COLUMNMETHODS_FEE", "ks",
                "DRIFTWAY_JAVA_OPTS", "-Xmx1g",
                "DRIFTWAY_DEBUG", "true");

        assertThat(look(variables, Map.of())).extracting(Finding::state).containsExactly(State.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "driftway.drift.braech-at, driftway.drift.braech-at is set and means nothing; did you mean driftway.drift.breach-at?",
        "driftway.stroe.folder, driftway.stroe.folder is set and means nothing; did you mean driftway.store.folder?",
        "driftway.something.else, driftway.something.else is set and means nothing; docs/configuration.md has the names"
    })
    void aNameThatIsNoneIsAWarningWithTheNearestOne(String name, String line) throws Exception {
        assertThat(look(Map.of(), Map.of(name, "1"))).containsExactly(new Finding("settings", State.WARNING, line));
    }

    @Test
    void everyGroupThatIsWrongIsALineOfItsOwn() throws Exception {
        assertThat(look(Map.of(), Map.of("driftway.drift.breach-at", "3", "driftway.ingest.max-attempts", "0")))
                .extracting(Finding::state)
                .containsExactly(State.FAULT, State.FAULT);
    }

    @Test
    void everyGroupOfSettingsIsReadBeforeTheStart() {
        ClassPathScanningCandidateComponentProvider groups = new ClassPathScanningCandidateComponentProvider(false);
        groups.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));

        assertThat(groups.findCandidateComponents("io.driftway"))
                .extracting(definition -> String.valueOf(definition.getBeanClassName()))
                .hasSameElementsAs(
                        SettingsCheck.GROUPS.stream().map(Class::getName).toList());
    }
}
