package io.driftway.app;

import io.driftway.core.stream.Cut;
import io.driftway.core.stream.WindowLimits;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The topic that `driftway window` reads, and how it cuts the topic into windows, which become batches. `driftway run` does not need these settings.
 *
 * @param topic the topic; it must be there
 * @param brokers addresses of brokers, such as broker-1:9092,broker-2:9092; those of Event Hubs are NAMESPACE.servicebus.windows.net:9093
 * @param group the consumer group. All processes of a group share the partitions, and go on where the group stopped
 * @param records cuts at multiples of so many offsets; 0 if driftway.window.every cuts
 * @param every cuts by the log-append time of the records; 0s if driftway.window.records cuts
 * @param columns the columns of every window; other names in a record are passed over. Empty takes the names of the window's own records, sorted
 * @param size a window ends early when its values, with one byte for each cell, would be larger
 * @param name begins the names of the windows; empty for the name of the topic. Two topics with windows in one inbox must have different names
 * @param folder of the temporary files that hold open windows; the system's own if it is not set
 * @param cron when Driftway looks for records; it then reads as long as there are some
 * @param kafka settings of Kafka's consumer by its own names, such as security.protocol and sasl.jaas.config
 */
@ConfigurationProperties("driftway.window")
public record WindowProperties(
        String topic,
        String brokers,
        String group,
        long records,
        Duration every,
        @Nullable List<String> columns,
        DataSize size,
        String name,
        @Nullable String folder,
        String cron,
        @Nullable Map<String, String> kafka) {

    /** By Kafka's rules for topics, which no path and no address can be made of, and no longer than a name of the store can be. */
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}");

    /** What an object's name must not begin with, because the inbox passes such objects over. */
    private static final Pattern PASSED_OVER = Pattern.compile("[._].*");

    /** That each record is in exactly one window depends on these. */
    private static final Set<String> OURS = Set.of(
            "bootstrap.servers",
            "group.id",
            "group.protocol",
            "enable.auto.commit",
            "auto.offset.reset",
            "isolation.level",
            "key.deserializer",
            "value.deserializer",
            "interceptor.classes",
            "allow.auto.create.topics");

    public WindowProperties {
        columns = columns == null ? List.of() : List.copyOf(columns);
        kafka = kafka == null ? Map.of() : Map.copyOf(kafka);
        requireName("driftway.window.topic", topic);
        requireName("driftway.window.name", name);
        if (records < 0) {
            throw new IllegalArgumentException("driftway.window.records cannot be negative, got " + records);
        }
        if (!every.isZero()) {
            Setting.of("driftway.window", () -> new Cut.ByTime(every));
        }
        if (records > 0 && !every.isZero()) {
            throw new IllegalArgumentException(
                    "driftway.window.records and driftway.window.every exclude each other, got " + records + " and "
                            + every);
        }
        if (columns.stream().anyMatch(String::isBlank) || new HashSet<>(columns).size() < columns.size()) {
            throw new IllegalArgumentException(
                    "driftway.window.columns must have names, each once, got " + String.join(", ", columns));
        }
        if (size.toBytes() < 1 || size.toBytes() > WindowLimits.LARGEST) {
            throw new IllegalArgumentException("driftway.window.size must be 1B to 1GB, got " + size);
        }
        Setting.requireCron("driftway.window.cron", cron);
        kafka.keySet().stream()
                .filter(key -> OURS.contains(key.toLowerCase(Locale.ROOT)))
                .sorted()
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalArgumentException("driftway.window.kafka." + key
                            + " cannot be set, because that each record is in one window depends on it");
                });
    }

    private static void requireName(String setting, String name) {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    setting + " must be 1 to 249 letters, digits, dots, underscores and hyphens, got \"" + name + "\"");
        }
    }

    /** Refuses to start without what a reader needs. */
    void check() {
        Stream.of(Map.entry("topic", topic), Map.entry("brokers", brokers), Map.entry("group", group))
                .filter(setting -> setting.getValue().isBlank())
                .findFirst()
                .ifPresent(missing -> {
                    throw new IllegalArgumentException("driftway.window." + missing.getKey() + " must be set");
                });
        if (records == 0 && every.isZero()) {
            throw new IllegalArgumentException(
                    "driftway.window.records or driftway.window.every must be set, such as 10000 or 1h");
        }
        if (PASSED_OVER.matcher(nameOfWindows()).matches()) {
            throw new IllegalArgumentException(
                    "driftway.window.name must be set and begin with a letter or a digit, because the inbox passes over objects named like \""
                            + nameOfWindows() + "\"");
        }
    }

    Cut cut() {
        return records > 0 ? new Cut.ByOffsets(records) : new Cut.ByTime(every);
    }

    String nameOfWindows() {
        return name.isEmpty() ? topic : name;
    }

    /** Without the settings of Kafka's consumer, which may hold a password. */
    @Override
    public String toString() {
        return "topic " + topic + " of " + brokers;
    }
}
