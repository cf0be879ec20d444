package io.driftway.app;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;
import org.yaml.snakeyaml.Yaml;

/**
 * docs/configuration.md as it should be: meaning from the Javadoc of the records, defaults from {@code application.yaml}, and what is refused from the records'
 * own words when they are given nonsense.
 */
final class ConfigurationDocument {

    private static final Path SOURCES = Path.of("src/service/main/java/io/driftway/app");
    private static final Path DEFAULTS = Path.of("src/service/main/resources/application.yaml");
    private static final String HEAD = """
            # Configuration

            This page lists every setting of the service. A test makes it from the records that hold the settings: edit their Javadoc, not this page.

            A setting comes from one of three places. A later one in this list overrides an earlier one:

            1. `config/application.yaml` in the folder where the program starts.
            2. The environment, in upper case, with `_` for dots and dashes: `driftway.ingest.max-attempts` is `DRIFTWAY_INGEST_MAX_ATTEMPTS`. Below a map, leave out the dashes of the map's
               name: `DRIFTWAY_DRIFT_COLUMNMETHODS_FEE`.
            3. The command line: `--driftway.ingest.max-attempts=3`.

            An invalid value stops the start; the message names the setting and the value. An unknown name on the command line or in the file stops the start too; the message names the nearest
            known setting, if one is similar. `./driftway doctor` reports all of this without a start, and also warns of unknown variables of the environment.

            Durations are written `30s`, `10m`, `6h`, `30d`, sizes `4MB`, `2GB`. The column "Refused" has the message for an invalid value.

            `driftway.routes` names the folder of the route files, [the table in the README](../README.md#the-routes). The default is `routes` in the program's home or in the current folder,
            otherwise the copy in the jar.
            """;

    private ConfigurationDocument() {}

    static String text() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        Map<String, Object> defaults = defaults();
        for (Class<?> record : records()) {
            String source = Files.readString(SOURCES.resolve(record.getSimpleName() + ".java"));
            String group = record.getAnnotation(ConfigurationProperties.class).value();
            Map<String, String> meanings = meanings(source);
            page.append("\n## ")
                    .append(group)
                    .append("\n\n")
                    .append(meanings.get(""))
                    .append("\n\n| Setting | Type | Default | Meaning | Refused |\n| --- | --- | --- | --- | --- |\n");
            for (RecordComponent setting : record.getRecordComponents()) {
                String name = group + "." + dashed(setting.getName());
                page.append("| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                name,
                                type(setting),
                                Optional.ofNullable(defaults.get(name))
                                        .map(value -> value.equals("") ? "" : "`" + value + "`")
                                        .orElse(""),
                                cell(meanings.getOrDefault(setting.getName(), "")),
                                cell(refusal(record, group, name, setting.getType(), defaults))));
            }
        }
        return page.toString();
    }

    /** Those that there are, in the order of their names. */
    static List<Class<?>> records() throws IOException {
        List<Class<?>> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(file -> file.toString().endsWith("Properties.java"))
                    .sorted()
                    .toList()) {
                records.add(Class.forName(
                        "io.driftway.app." + String.valueOf(file.getFileName()).replace(".java", "")));
            }
        } catch (ClassNotFoundException gone) {
            throw new IllegalStateException(gone);
        }
        return records;
    }

    /** By name of the parameter; of the record itself by an empty one. */
    static Map<String, String> meanings(String source) {
        Matcher javadoc = Pattern.compile("/\\*\\*(.*?)\\*/\\s*@ConfigurationProperties", Pattern.DOTALL)
                .matcher(source);
        Map<String, String> meanings = new LinkedHashMap<>();
        if (javadoc.find()) {
            String text = javadoc.group(1).replaceAll("(?m)^\\s*\\*\\s?", " ").replaceAll("\\{@code ([^}]*)}", "`$1`");
            String[] parts = text.replaceAll("\\s+", " ").strip().split("\\s*@param ");
            meanings.put("", parts[0]);
            Arrays.stream(parts)
                    .skip(1)
                    .map(part -> part.split(" ", 2))
                    .forEach(part -> meanings.put(part[0], part[1]));
        }
        return meanings;
    }

    private static Map<String, Object> defaults() throws IOException {
        Map<String, Object> all = new Yaml().load(Files.readString(DEFAULTS));
        Map<String, Object> flat = new LinkedHashMap<>();
        flatten("driftway", all.get("driftway"), flat);
        return flat;
    }

    private static void flatten(String name, Object value, Map<String, Object> flat) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> flatten(name + "." + key, below, flat));
        } else if (value instanceof List<?> list) {
            flat.put(name, list.stream().map(String::valueOf).collect(Collectors.joining(", ")));
        } else {
            flat.put(name, value);
        }
    }

    private static String dashed(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String type(RecordComponent setting) {
        Class<?> type = setting.getType();
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "Duration" -> "duration";
            case "DataSize" -> "size";
            case "boolean" -> "`true` or `false`";
            case "int", "long" -> "whole number";
            case "double", "Double" -> "number";
            case "List" -> "list";
            case "Map" -> "map";
            case "Path" -> "path";
            default -> setting.getName().equals("cron") ? "Quartz cron" : "text";
        };
    }

    private static List<String> nonsense(Class<?> type) {
        if (type == Duration.class) {
            return List.of("-1s");
        }
        return type == DataSize.class
                ? List.of("0B")
                : type == Path.class || type == Map.class ? List.of() : List.of("-1", " ");
    }

    /** What the record says to the first nonsense that it refuses; empty where it takes anything of its type. */
    private static String refusal(
            Class<?> record, String group, String name, Class<?> type, Map<String, Object> defaults) {
        for (String value : nonsense(type)) {
            Map<String, Object> settings = new LinkedHashMap<>(defaults);
            settings.put("driftway.store.account", "account");
            settings.put("driftway.store.container", "container");
            settings.put("driftway.ingest.replica", "replica-1");
            settings.put(name, value);
            try {
                new Binder(new MapConfigurationPropertySource(settings)).bind(group, Bindable.of(record));
            } catch (RuntimeException refused) {
                String said = Refusal.line(refused).orElse("");
                // What is no value of its type at all is said by Spring; the column "Type" has it.
                if (!said.isEmpty() && !said.contains(" must be of type ")) {
                    return said.replaceAll("[,;] got .*", "")
                            .replaceFirst("^" + Pattern.quote(name) + " (?=must|cannot|needs)", "")
                            .replaceFirst("^" + Pattern.quote(group) + ": ", "");
                }
            }
        }
        return "";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
