package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetersTest {

    @Test
    void theDocumentedTableIsTheEnum() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("docs", "metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> {
                    String[] cells = line.split("\\|");
                    return cells[1].strip() + cells[3].strip() + cells[4].strip();
                })
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Meters.values())
                        .map(meter -> "`" + meter.exported() + "`"
                                + String.join(
                                        ", ",
                                        meter.tags().stream()
                                                .map(tag -> "`" + tag + "`")
                                                .toList())
                                + meter.description())
                        .toList());
    }
}
