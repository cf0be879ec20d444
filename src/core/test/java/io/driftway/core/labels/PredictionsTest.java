package io.driftway.core.labels;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.ScoredBatch;
import io.driftway.format.BatchFormats;
import io.driftway.format.csv.PredictionCsv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsTest {

    private static final String[] IDS = {
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "+1+1",
        "-1-1",
        "\t=1",
        "\r=1",
        "\n=1",
        "'=1",
        "''@",
        "'a",
        "-5",
        "a;=1",
        "x,\"y\"",
        "C1"
    };

    private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+(E-?[0-9]+)?");

    @ParameterizedTest
    @ValueSource(strings = {"customer", "=id", "-id"})
    void noCellOfThemIsAFormulaAndEachIdIsReadBackEqual(String name) throws IOException {
        float[] probabilities = new float[IDS.length];
        probabilities[0] = 1e-7f;

        byte[] csv = written(name, probabilities);

        for (CsvRecord row : CsvReader.builder().ofCsvRecord(new String(csv, StandardCharsets.UTF_8)).stream()
                .toList()) {
            assertThat(row.getFields())
                    .hasSize(2)
                    .noneMatch(cell ->
                            Pattern.compile("^[=+@\t\r\n-]").matcher(cell).find()
                                    && !NUMBER.matcher(cell).matches());
        }
        Predictions read =
                Predictions.read("p.csv", csv, name, new BatchFormats()).orElseThrow();
        assertThat(read.ids()).containsExactly(IDS);
        assertThat(read.probabilities()).containsExactly(probabilities);
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "=id"})
    void thoseOfAReleaseOfBeforeAreRead(String name) {
        byte[] csv = (name + ",probability\n=1+1,0.5\nC1,0.25\n").getBytes(StandardCharsets.UTF_8);

        assertThat(Predictions.read("p.csv", csv, name, new BatchFormats())
                        .orElseThrow()
                        .ids())
                .containsExactly("=1+1", "C1");
    }

    private static byte[] written(String name, float[] probabilities) throws IOException {
        Schema schema = new Schema(List.of(new Field(name, ColumnType.CAT, Role.ID, List.of())), null);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PredictionCsv.write(
                new ScoredBatch(
                        "model",
                        new Batch("b", List.of(new IdColumn(name, IDS)), IDS.length),
                        probabilities,
                        List.of()),
                schema,
                out);
        return out.toByteArray();
    }
}
