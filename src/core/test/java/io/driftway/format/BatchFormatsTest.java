package io.driftway.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.support.DuckDb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchFormatsTest {

    private static final Schema SCHEMA =
            new Schema(List.of(new Field("x", ColumnType.NUM, Role.FEATURE, List.of())), null);

    @Test
    void aParquetFileIsKnownByItsNameOrItsFirstBytes(@TempDir Path folder) throws IOException {
        byte[] parquet = Files.readAllBytes(DuckDb.parquet(folder.resolve("x"), "SELECT 1 AS x"));

        assertThat(read("july.parquet", parquet)).isInstanceOf(Batch.class);
        assertThat(read("july", parquet)).isInstanceOf(Batch.class);
        assertThat(((Rejection) read("JULY.PARQUET", "x\n1\n".getBytes(UTF_8))).reason())
                .isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void anythingElseIsCsv() throws IOException {
        assertThat(read("july.csv", "x\n1\n".getBytes(UTF_8))).isInstanceOf(Batch.class);
        assertThat(((Rejection) read("july.csv", new byte[0])).reason()).isEqualTo(Reason.EMPTY);
        assertThat(read("july.csv", "x\n1".getBytes(UTF_8))).isInstanceOf(Batch.class);
    }

    private static Object read(String name, byte[] bytes) throws IOException {
        return new BatchFormats().read(name, new ByteArrayInputStream(bytes), SCHEMA);
    }
}
