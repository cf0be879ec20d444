package io.driftway.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DemoDataTest {

    @TempDir
    private static Path folder;

    private static DemoData fromFile() throws IOException {
        Path file = folder.resolve("customers.csv");
        Files.write(file, new GeneratedData(2_000, 3).batch(1, false, true));
        String renamed = Files.readString(file).replaceFirst("churned", "churn");
        Files.writeString(file, renamed);
        return new FileData(file, 300, 5);
    }

    static Stream<DemoData> both() throws IOException {
        return Stream.of(new GeneratedData(300, 5), fromFile());
    }

    private static List<String> lines(byte[] csv) {
        return new String(csv, UTF_8).lines().toList();
    }

    @ParameterizedTest
    @MethodSource("both")
    void aBatchIsTheSameCustomersWithAndWithoutTheirLabels(DemoData data) {
        List<String> labelled = lines(data.batch(3, true, true));
        List<String> unlabelled = lines(data.batch(3, true, false));

        assertThat(labelled.stream().map(line -> line.substring(0, line.lastIndexOf(','))))
                .containsExactlyElementsOf(unlabelled);
    }

    @ParameterizedTest
    @MethodSource("both")
    void theSameNumberGivesTheSameBytesAndAnotherGivesOthers(DemoData data) {
        assertThat(data.batch(3, false, false)).isEqualTo(data.batch(3, false, false));
        assertThat(data.batch(3, false, false)).isNotEqualTo(data.batch(4, false, false));
    }

    @ParameterizedTest
    @MethodSource("both")
    void aBatchHasTheRowsThatItPromises(DemoData data) {
        assertThat(lines(data.batch(1, false, false))).hasSize(data.batchRows() + 1);
    }

    @Test
    void noCustomerOfTheTrainingRowsOfAFileIsInABatch() throws IOException {
        DemoData data = fromFile();
        List<String> training = lines(data.training());

        assertThat(lines(data.batch(1, false, true)).stream().skip(1)).doesNotContainAnyElementsOf(training);
    }

    @Test
    void aFileWithoutAnIdIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("no-id.csv");
        Files.writeString(file, "a,churn\n" + "1,Yes\n1,No\n".repeat(600));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FileData(file, 300, 5))
                .withMessageContaining("the demo needs an id");
    }
}
