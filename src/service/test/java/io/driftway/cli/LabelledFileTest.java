package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.format.table.DistinctLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledFileTest {

    @TempDir
    private Path folder;

    private LabelledFile read(String csv) throws IOException {
        Path data = Files.writeString(folder.resolve("rows.csv"), csv);
        return LabelledFile.of(data, new Labelling("left", "id", null, Map.of(), null));
    }

    @Test
    void theSchemaHasTheColumnsInTheOrderOfTheFileAndFreeTextAsIgnored() throws IOException {
        LabelledFile file = read("""
                fee,note,left,plan,id,gone
                1.5,one text,Yes,b,1,
                2.5,another text,No,a,2,
                2.5,a third text,,a,3,
                """);

        assertThat(file.schema())
                .isEqualTo(new Schema(
                        List.of(
                                new Field("id", ColumnType.CAT, Role.ID, List.of()),
                                new Field("fee", ColumnType.NUM, Role.FEATURE, List.of()),
                                new Field("note", ColumnType.CAT, Role.IGNORED, List.of()),
                                new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes")),
                                new Field("plan", ColumnType.CAT, Role.IGNORED, List.of()),
                                new Field("gone", ColumnType.NUM, Role.FEATURE, List.of())),
                        "Yes"));
        assertThat(file.count()).isEqualTo(3);
        assertThat(file.notes()).last().isEqualTo("1 rows without left");
    }

    @Test
    void aTargetOfMoreClassesThanAreCountedIsRefused() {
        String csv = IntStream.rangeClosed(0, DistinctLimits.LABELS)
                .mapToObj(row -> row + ",x" + row)
                .collect(Collectors.joining("\n", "id,left\n", "\n"));

        assertThatThrownBy(() -> read(csv))
                .isInstanceOf(BadInput.class)
                .hasMessageEndingWith(": the target left has more than 500,000 classes, it must have 2;"
                        + " choose a column that says yes or no");
    }
}
