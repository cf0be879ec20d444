package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit on CSV: a file at it is read, one past it is refused with the place. */
class CsvLimitsTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of()),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of())),
            null);

    private static Decoded read(Limits limits, byte[] csv) {
        return CsvReader.read("f", new ByteArrayInputStream(csv), SCHEMA, limits);
    }

    private static void assertRead(Limits limits, String csv) {
        assertThat(read(limits, csv.getBytes(UTF_8))).isInstanceOf(Batch.class);
    }

    private static void assertRefused(Limits limits, String csv, Reason reason, String line) {
        assertThat(read(limits, csv.getBytes(UTF_8))).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.reason()).isEqualTo(reason);
            assertThat(rejection.line()).isEqualTo(line);
        });
    }

    private static Limits atMost(long rows, int columns, int rowBytes, int cellChars) {
        return new Limits(rows, columns, rowBytes, cellChars, Long.MAX_VALUE, 200, 0.25);
    }

    private static Limits unpacked(long bytes, int expansion) {
        return new Limits(10_000_000, 5_000, 1 << 24, 1 << 20, bytes, expansion, 0.25);
    }

    /** Past the limit by one in the first block, and in a later one. */
    @ParameterizedTest
    @ValueSource(ints = {3, 1_000_000})
    void rows(int limit) {
        String csv = "plan,charge\n\n" + "a,1\n".repeat(limit);

        assertRead(atMost(limit, 9, 100, 100), csv);
        assertRefused(
                atMost(limit, 9, 100, 100),
                csv + "\n\"b\",2\n",
                Reason.TOO_MANY_ROWS,
                String.format(
                        Locale.ROOT,
                        "f, line %d: there are more rows than the limit of %,d; split the file",
                        limit + 4,
                        limit));
    }

    @Test
    void columns() {
        assertRead(atMost(9, 3, 100, 100), "plan,charge,note\na,1,x\n");
        assertRefused(
                atMost(9, 3, 100, 100),
                "\nplan,charge,note,more\na,1,x,y\n",
                Reason.TOO_MANY_COLUMNS,
                "f, line 2: the header row has more than 3 cells; leave out columns that the model does not need");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345,1", "\"12345\",\"1\"", "\u00e4\u00e412,2"})
    void bytesOfARow(String row) {
        String at = "plan,charge\n" + row + "\n";

        assertRead(atMost(9, 9, 12, 100), at);
        assertRefused(
                atMost(9, 9, 12, 100),
                "plan,charge\na,1\n" + row.replace("2", "234567") + "\n",
                Reason.ROW_TOO_LONG,
                "f, line 3: the row has more than 12 bytes; end each row with a line end; CR, LF or CRLF will do");
    }

    @Test
    void bytesOfTheHeaderRow() {
        assertRead(atMost(9, 9, 12, 100), "plan,charge\na,1\n");
        assertRefused(
                atMost(9, 9, 11, 100),
                "plan,charge\na,1\n",
                Reason.ROW_TOO_LONG,
                "f, line 1: the row has more than 11 bytes; end each row with a line end; CR, LF or CRLF will do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\""})
    void charactersOfACell(String quote) {
        String line = "; shorten the cell, or close a quote that was left open";
        for (int limit : new int[] {8, 100_000}) {
            String at = "plan,charge\na,1\n" + quote + "\u00e9".repeat(limit) + quote + ",2\n";

            assertRead(atMost(9, 9, 1 << 20, limit), at);
            assertRefused(
                    atMost(9, 9, 1 << 20, limit),
                    at.replaceFirst("\u00e9", "xx"),
                    Reason.CELL_TOO_LONG,
                    String.format(Locale.ROOT, "f, line 3, column plan: the cell has more than %,d characters", limit)
                            + line);
        }
        assertRefused(
                atMost(9, 9, 1 << 20, 5),
                "plan,charge\na,1\n",
                Reason.CELL_TOO_LONG,
                "f, line 1: the cell has more than 5 characters" + line);
    }

    @Test
    void bytesOfAPackedFile() throws IOException {
        byte[] csv = "plan,charge\na,1\n".getBytes(UTF_8);
        byte[] packed = gzip(csv, 1);

        assertThat(read(unpacked(csv.length, 200), packed)).isInstanceOf(Batch.class);
        assertThat(read(unpacked(csv.length - 1, 200), packed))
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.line())
                        .isEqualTo("f: it unpacks to more than 15 bytes; split the file"));
    }

    /** Rows that pack to about a thousandth. */
    @Test
    void timesThatAPackedFileExpands() throws IOException {
        byte[] row = "a,1\n".getBytes(UTF_8);
        byte[] packed = gzip(("plan,charge\n" + "a,1\n".repeat(1_000_000)).getBytes(UTF_8), 1);
        int rows = (int) (Limits.EXPANSION_FROM / row.length);
        byte[] small = gzip(("plan,charge\n" + "a,1\n".repeat(rows - 100)).getBytes(UTF_8), 1);
        byte[] bomb = gzip(("plan,charge\n" + "a,1\n".repeat(rows + 100_000)).getBytes(UTF_8), 1);
        int expands = (int) ((12 + (rows + 100_000L) * row.length) / bomb.length);

        assertThat(read(unpacked(1L << 35, 2), packed))
                .as("4 MB, whatever the ratio")
                .isInstanceOf(Batch.class);
        assertThat(read(unpacked(1L << 35, 2), small)).as("just below 16 MiB").isInstanceOf(Batch.class);
        assertThat(read(unpacked(1L << 35, expands + 1), bomb)).isInstanceOf(Batch.class);
        assertThat(read(unpacked(1L << 35, 200), bomb)).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.reason()).isEqualTo(Reason.EXPANSION_LIMIT);
            assertThat(rejection.line())
                    .isEqualTo("f: it unpacks to more than 200 times its size;"
                            + " check that it is the right file, and upload it unpacked or in parts");
        });
    }

    @Test
    void shareOfTheMemory() {
        double oneColumnOfAMillion = 8_000_000.0 / Runtime.getRuntime().maxMemory();
        String csv = "plan,charge\n" + "a,1\n".repeat(1_000_000);
        Limits most = new Limits(10_000_000, 9, 100, 100, 1L << 40, 200, 4 * oneColumnOfAMillion);
        Limits least = new Limits(10_000_000, 9, 100, 100, 1L << 40, 200, oneColumnOfAMillion);

        assertRead(most, csv);
        assertThat(read(least, csv.getBytes(UTF_8))).isInstanceOfSatisfying(Rejection.class, rejection -> {
            assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(rejection.position()).startsWith("line ");
            assertThat(rejection.fault())
                    .isEqualTo(String.format(
                            Locale.ROOT,
                            "the rows up to here take more than their share of the memory of %,d MB",
                            Runtime.getRuntime().maxMemory() >> 20));
        });
    }

    private static byte[] gzip(byte[] content, int times) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            for (int i = 0; i < times; i++) {
                gzip.write(content);
            }
        }
        return packed.toByteArray();
    }
}
