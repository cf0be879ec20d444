package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.stream.Cut;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WindowPropertiesTest {

    private static WindowProperties of(Map<String, Object> more) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "driftway.window.topic", "customers",
                "driftway.window.brokers", "broker:9092",
                "driftway.window.group", "driftway-window",
                "driftway.window.records", 0,
                "driftway.window.every", "0s",
                "driftway.window.size", "64MB",
                "driftway.window.name", "",
                "driftway.window.cron", "* * * * * ?"));
        settings.putAll(more);
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind("driftway.window", WindowProperties.class)
                .get();
    }

    private static void start(Map<String, Object> more) {
        try {
            of(more).check();
        } catch (RuntimeException refused) {
            throw new IllegalArgumentException(Refusal.line(refused).orElseThrow());
        }
    }

    @Test
    void aWindowIsCutByOffsetsOrByTime() {
        assertThat(of(Map.of("driftway.window.records", 5)).cut()).isEqualTo(new Cut.ByOffsets(5));
        assertThat(of(Map.of("driftway.window.every", "1h")).cut()).isEqualTo(new Cut.ByTime(Duration.ofHours(1)));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "records=5 | every=1h | driftway.window.records and driftway.window.every exclude each other, got 5 and PT1H",
                "records=0 | every=0s | driftway.window.records or driftway.window.every must be set, such as 10000 or 1h",
                "records=-1 | every=0s | driftway.window.records cannot be negative, got -1",
                "records=5 | topic= | driftway.window.topic must be set",
                "records=5 | brokers= | driftway.window.brokers must be set",
                "records=5 | topic=a/b | driftway.window.topic must be 1 to 249 letters, digits, dots, underscores and hyphens, got \"a/b\"",
                "records=5 | topic=_a | driftway.window.name must be set and begin with a letter or a digit, because the inbox passes over objects named like \"_a\"",
                "records=5 | columns=a,a | driftway.window.columns must have names, each once, got a, a",
                "records=5 | size=2GB | driftway.window.size must be 1B to 1GB, got 2147483648B",
                "records=5 | kafka.auto.offset.reset=latest | driftway.window.kafka.auto.offset.reset cannot be set, because that each record is in one window depends on it"
            })
    void whatIsRefusedIsNamed(String first, String second, String line) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String setting : new String[] {first, second}) {
            settings.put("driftway.window." + setting.split("=")[0], setting.replaceFirst("[^=]+=", ""));
        }

        assertThatThrownBy(() -> start(settings)).hasMessage(line);
    }

    @Test
    void aSettingOfKafkaThatKafkaRefusesIsNamedWithoutItsSecret() {
        WindowProperties window = of(Map.of(
                "driftway.window.records", 5,
                "driftway.window.kafka.sasl.jaas.config", "not-to-be-told",
                "driftway.window.kafka.security.protocol", "SASL"));

        assertThatThrownBy(() -> WindowConfiguration.consumer(window))
                .hasMessageStartingWith("driftway.window.kafka: ")
                .hasMessageContaining("security.protocol")
                .hasMessageNotContaining("not-to-be-told");
        assertThat(window.toString()).doesNotContain("not-to-be-told");
    }

    @Test
    void whatEachRecordDependsOnIsSet() {
        WindowProperties window =
                of(Map.of("driftway.window.records", 5, "driftway.window.kafka.max.poll.records", "7"));

        assertThat(WindowConfiguration.consumer(window))
                .containsEntry("enable.auto.commit", "false")
                .containsEntry("auto.offset.reset", "none")
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("max.poll.records", "7");
    }
}
