package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TracesDocTest {

    private static final Pattern ID = Pattern.compile("\\bid: ([a-z-]+)");

    /** Those that are no stage of the routes. */
    private static final Set<String> OTHERS = Set.of("batch", "episode", "load", "training", "evaluation", "promotion");

    private static List<String> rows(String section) throws IOException {
        String text = Files.readString(Path.of("docs", "traces.md"));
        return text.substring(text.indexOf("## " + section))
                .lines()
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .toList();
    }

    @Test
    void theDocumentedAttributesAreTheEnum() throws IOException {
        assertThat(rows("Attributes"))
                .containsExactlyElementsOf(Arrays.stream(SpanAttribute.values())
                        .map(attribute -> "| `" + attribute.key() + "` | " + attribute.description() + " |")
                        .toList());
    }

    /** A stage of a batch has its span by its step's id, and may be a person's own. */
    @Test
    void everySpanIsDocumentedAndEveryDocumentedSpanIsMade() throws IOException {
        Set<String> named = Arrays.stream(StepId.values())
                .map(step -> StepId.stage(step.text()))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        named.addAll(OTHERS);
        Set<String> made = new TreeSet<>(named);
        try (Stream<Path> routes = Files.walk(Path.of("routes"))) {
            for (Path file : routes.filter(Files::isRegularFile).toList()) {
                ID.matcher(Files.readString(file))
                        .results()
                        .map(id -> StepId.stage(id.group(1)))
                        .filter(Objects::nonNull)
                        .forEach(made::add);
            }
        }
        List<String> documented =
                rows("One trace").stream().map(row -> row.split("`")[1]).toList();

        assertThat(documented).containsAll(named).doesNotHaveDuplicates();
        assertThat(made).containsAll(documented);
    }
}
