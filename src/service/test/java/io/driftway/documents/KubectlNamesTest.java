package io.driftway.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages ask of a cluster is there when the manifests are: the namespace, and in it the object by its kind and name. */
class KubectlNamesTest {

    private static final Pattern NAMESPACE = Pattern.compile("kubectl -n (\\S+)");
    private static final Pattern VERB = Pattern.compile("^kubectl (?:-n \\S+ )?([a-z-]+)");
    private static final Pattern OBJECT =
            Pattern.compile("\\b(deployment|service|daemonset|cronjob|statefulset)[/ ]([a-z][a-z-]*)");
    private static final Map<String, String> KINDS =
            Map.of("daemonset", "DaemonSet", "cronjob", "CronJob", "statefulset", "StatefulSet");

    static List<String> commands() throws IOException {
        return DocumentedCommand.all().stream()
                .map(DocumentedCommand::line)
                .filter(line -> NAMESPACE.matcher(line).find())
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsNamedIsInTheManifests(String command) throws IOException {
        Matcher namespace = NAMESPACE.matcher(command);
        assertThat(namespace.find()).isTrue();
        List<String> manifests = manifests();
        assertThat(manifests).anyMatch(manifest -> is(manifest, "Namespace", namespace.group(1)));
        OBJECT.matcher(command).results().forEach(object -> assertThat(manifests)
                .as(object.group())
                .anyMatch(manifest -> is(manifest, kind(object.group(1)), object.group(2))
                        && manifest.contains("\n  namespace: " + namespace.group(1) + "\n")));
    }

    static List<String> verbs() throws IOException {
        return DocumentedCommand.all().stream()
                .map(command -> VERB.matcher(command.line()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void whatIsDoneIsSomethingThatKubectlDoes(String verb) {
        assertThat(Tool.run("kubectl", verb, "--help").output()).contains("Usage:\n  kubectl " + verb);
    }

    private static boolean is(String manifest, String kind, String name) {
        return manifest.contains("kind: " + kind + "\n") && manifest.contains("\n  name: " + name + "\n");
    }

    private static String kind(String word) {
        return KINDS.getOrDefault(word, word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }

    private static List<String> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("k8s"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .map(Sources::read)
                    .toList();
        }
    }
}
