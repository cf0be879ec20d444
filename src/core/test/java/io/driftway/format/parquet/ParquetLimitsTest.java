package io.driftway.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.support.DuckDb;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit on Parquet: a file at it is read, one past it is refused with the place. */
class ParquetLimitsTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of())),
            null);

    @TempDir
    private Path folder;

    private Decoded read(Limits limits, String query, String... options) {
        return ParquetReader.read("f", DuckDb.parquet(folder.resolve("f.parquet"), query, options), SCHEMA, limits);
    }

    private void assertRefused(Decoded decoded, Reason reason, String line) {
        assertThat(decoded).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.line()).isEqualTo(line);
        });
    }

    private static Limits atMost(long rows, int columns, int cellChars, double memoryShare) {
        return new Limits(rows, columns, 100, cellChars, Long.MAX_VALUE, 200, memoryShare);
    }

    private static Limits unpacked(long bytes, int expansion) {
        return new Limits(100_000_000, 9, 100, 100, bytes, expansion, 0.75);
    }

    @Test
    void rows() {
        Limits limits = atMost(5, 9, 100, 0.25);
        String query = "SELECT 'i' AS id, 'a' AS plan, 1 AS charge FROM range(%d)";

        assertThat(read(limits, query.formatted(5))).isInstanceOf(Batch.class);
        assertRefused(
                read(limits, query.formatted(6)),
                Reason.TOO_MANY_ROWS,
                "f: 6 rows are more than the limit of 5; split the file");
    }

    @Test
    void columns() {
        Limits limits = atMost(5, 3, 100, 0.25);

        assertThat(read(limits, "SELECT 'a' AS plan, 1 AS charge, 2 AS x")).isInstanceOf(Batch.class);
        assertRefused(
                read(limits, "SELECT 'a' AS plan, 1 AS charge, 2 AS x, 3 AS y"),
                Reason.TOO_MANY_COLUMNS,
                "f: 4 columns are more than the limit of 3; leave out columns that the model does not need");
    }

    @Test
    void charactersOfACell() {
        Limits limits = atMost(5, 9, 4, 0.25);
        String query = "SELECT unnest(['i', '%s']) AS id, unnest(['a', '%s']) AS plan, 1 AS charge";

        assertThat(read(limits, query.formatted("i\u00e91\u00e9", "\u00e9\u00e9\u00e9\u00e9")))
                .isInstanceOf(Batch.class);
        assertRefused(
                read(limits, query.formatted("i", "\u00e9\u00e9\u00e9\u00e9\u00e9")),
                Reason.CELL_TOO_LONG,
                "f, row 2, column plan: the cell has more than 4 characters; shorten the cell");
        assertRefused(
                read(limits, query.formatted("12345", "b")),
                Reason.CELL_TOO_LONG,
                "f, row 2, column id: the cell has more than 4 characters; shorten the cell");
    }

    @Test
    void bytesOfItsPages() {
        String query = "SELECT 'a' AS plan, i AS charge FROM range(1000) t(i)";
        String[] options = {"CODEC uncompressed", "DICTIONARY_SIZE_LIMIT 0"};
        long pages = 1_000 * 8;

        assertThat(read(unpacked(2 * pages, 200), query, options)).isInstanceOf(Batch.class);
        assertRefused(
                read(unpacked(pages, 200), query, options),
                Reason.EXPANSION_LIMIT,
                "f, column charge: it unpacks to more than 8,000 bytes; split the file");
    }

    /** Millions of equal numbers, each written out before they were packed. */
    @Test
    void timesThatItsPagesExpand() {
        String query = "SELECT 'a' AS plan, 0.5::DOUBLE AS charge FROM range(%d)";
        String[] options = {"CODEC zstd", "DICTIONARY_SIZE_LIMIT 0"};
        long rows = Limits.EXPANSION_FROM / 8;

        assertThat(read(unpacked(1L << 35, 2), query.formatted(rows / 2), options))
                .as("below 16 MiB")
                .isInstanceOf(Batch.class);
        assertThat(read(unpacked(1L << 35, 1_000_000), query.formatted(2 * rows), options))
                .isInstanceOf(Batch.class);
        assertThat(read(unpacked(1L << 35, 200), query.formatted(2 * rows), options))
                .isInstanceOfSatisfying(Rejection.class, rejection -> {
                    assertThat(rejection.reason()).isEqualTo(Reason.EXPANSION_LIMIT);
                    assertThat(rejection.line())
                            .isEqualTo("f, column plan: it unpacks to more than 200 times its size;"
                                    + " check that it is the right file, and upload it unpacked or in parts");
                });
    }

    @Test
    void shareOfTheMemory() {
        int rows = 100_000;
        double taken = rows * (8.0 + 4 + 64) / Runtime.getRuntime().maxMemory();
        String query = "SELECT 'i' AS id, 'a' AS plan, 1 AS charge FROM range(" + rows + ")";

        assertThat(read(atMost(rows, 9, 100, taken * 1.0001), query)).isInstanceOf(Batch.class);
        assertRefused(
                read(atMost(rows, 9, 100, taken * 0.9999), query),
                Reason.TOO_LARGE,
                String.format(
                                Locale.ROOT,
                                "f: 100,000 rows of 3 columns take more than their share of the memory of %,d MB;",
                                Runtime.getRuntime().maxMemory() >> 20)
                        + " split it into files of fewer rows, or give the program more memory");
    }
}
