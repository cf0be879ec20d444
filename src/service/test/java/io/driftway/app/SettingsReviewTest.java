package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import io.driftway.doctor.Finding;
import io.driftway.doctor.Finding.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
        return new SettingsReview(environment(variables, settings)).look();
    }

    /** Only of a source that has this name does Spring Boot read names as those of variables. */
    private static StandardEnvironment environment(Map<String, Object> variables, Map<String, Object> settings)
            throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .forEach(environment.getPropertySources()::addLast);
        environment
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        Map<String, Object> all = new HashMap<>(Map.of("driftway.store.kind", "folder", "driftway.store.folder", "x"));
        all.putAll(settings);
        environment.getPropertySources().addFirst(new MapPropertySource("settings", all));
        return environment;
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

    /** As Spring binds it, dashes left out or written as underscores; so neither is called meaningless. */
    @ParameterizedTest
    @ValueSource(strings = {"DRIFTWAY_PATIENCE_TRYTIMEOUT", "DRIFTWAY_PATIENCE_TRY_TIMEOUT"})
    void aVariableOfADashedNameBindsAndIsTaken(String name) throws Exception {
        StandardEnvironment environment = environment(Map.of(name, "7s"), Map.of());

        assertThat(SettingsReview.bind(environment, PatienceProperties.class).tryTimeout())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(new SettingsReview(environment).look())
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
                "DRIFTWAY_RETRAIN_SLICES_0", "plan",
                "DRIFTWAY_JAVA_OPTS", "-Xmx1g",
                "DRIFTWAY_DEBUG", "true");

        assertThat(look(variables, Map.of())).extracting(Finding::state).containsExactly(State.OK);
    }

    @Test
    void aVariableThatIsNoSettingIsAWarning() throws Exception {
        assertThat(look(Map.of("DRIFTWAY_PATIENCE_TRY_TIMOUT", "7s"), Map.of()))
                .extracting(Finding::state)
                .containsExactly(State.WARNING);
    }

    /** A map below a dashed name is found only without the dashes. */
    @Test
    void aVariableThatDoesNotBindIsAWarning() throws Exception {
        StandardEnvironment environment = environment(Map.of("DRIFTWAY_DRIFT_COLUMN_METHODS_FEE", "ks"), Map.of());

        assertThat(SettingsReview.bind(environment, DriftProperties.class).columnMethods())
                .isNullOrEmpty();
        assertThat(new SettingsReview(environment).look())
                .extracting(Finding::state)
                .containsExactly(State.WARNING);
    }

    @Test
    void dotsForDashesAreNoNameAnywhereElse() throws Exception {
        assertThat(look(Map.of(), Map.of("driftway.patience.try.timeout", "7s")))
                .extracting(Finding::state)
                .containsExactly(State.WARNING);
    }

    @ParameterizedTest
    @CsvSource({
        "driftway.drift.braech-at, driftway.drift.braech-at is set and means nothing; did you mean driftway.drift.breach-at?",
        "driftway.retrain.runs-per-episode, driftway.retrain.runs-per-episode is set and means nothing; earlier versions had it; set driftway.retrain.runs-per-week instead",
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
