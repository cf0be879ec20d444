package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TracesDocTest {

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

    @Test
    void everyStageIsADocumentedSpan() throws IOException {
        Set<String> spans = new TreeSet<>(OTHERS);
        spans.addAll(StageObservation.STAGES.values());

        assertThat(rows("One trace").stream().map(row -> row.split("`")[1])).containsExactlyInAnyOrderElementsOf(spans);
    }
}
