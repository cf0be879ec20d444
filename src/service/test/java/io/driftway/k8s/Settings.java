package io.driftway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The variables that the program reads: a setting that is misspelt in a manifest is otherwise never heard of. */
final class Settings {

    private static final Path MAIN = Path.of("src", "service", "main");
    private static final Pattern VARIABLE = Pattern.compile("DRIFTWAY_[A-Z_]+");

    private Settings() {}

    static List<String> thatTheProgramDoesNotKnow(Documents documents) {
        Set<String> known = known();
        return documents
                .pods()
                .flatMap(pod -> Configuration.of(documents, pod).variables().keySet().stream()
                        .filter(name -> name.startsWith("DRIFTWAY_"))
                        .filter(name -> !known.contains(name))
                        .filter(name -> known.stream()
                                .noneMatch(map ->
                                        map.endsWith("_*") && name.startsWith(map.substring(0, map.length() - 1))))
                        .map(name -> pod + " sets " + name + ", which nothing reads"))
                .toList();
    }

    /** Of application.yaml, of the records that settings are bound to, and of what the sources themselves read. */
    static Set<String> known() {
        Set<String> known = new HashSet<>();
        names("", Documents.yaml(read(MAIN.resolve("resources/application.yaml"))), known);
        try (Stream<Path> sources = Files.walk(MAIN.resolve("java"))) {
            sources.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                String text = read(file);
                VARIABLE.matcher(text).results().map(MatchResult::group).forEach(known::add);
                if (text.contains("@ConfigurationProperties(")) {
                    components(file, known);
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return known;
    }

    private static void components(Path source, Set<String> known) {
        String name = MAIN.resolve("java").relativize(source).toString();
        try {
            Class<?> group = Class.forName(
                    name.substring(0, name.length() - ".java".length()).replace('/', '.'));
            String prefix = group.getAnnotation(ConfigurationProperties.class).value();
            for (RecordComponent component : group.getRecordComponents()) {
                String property = prefix + "." + dashed(component.getName());
                known.add(variable(property));
                if (component.getType() == Map.class) {
                    known.add(variable(property + ".*"));
                }
            }
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void names(String prefix, JsonNode settings, Set<String> known) {
        settings.properties().forEach(entry -> {
            String name = prefix + (prefix.isEmpty() ? "" : ".") + entry.getKey();
            known.add(variable(name));
            names(name, entry.getValue(), known);
        });
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String variable(String property) {
        return property.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
