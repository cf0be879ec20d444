package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Decoded;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "full")),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("note", ColumnType.CAT, Role.IGNORED, List.of()),
                    new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    @Test
    void columnsComeInTheOrderOfTheSchemaWhateverTheirOrderInTheFile() {
        Batch batch = batch("extra,charge,left,plan,note,id\nx,1.5,Yes,full,hello,a1\ny,2,No,new,,a2\n");

        assertThat(batch.columns()).extracting(Column::name).containsExactly("id", "plan", "charge", "left");
        assertThat(((IdColumn) batch.columns().get(0)).values()).containsExactly("a1", "a2");
        assertThat(categories(batch, "plan").dictionary()).containsExactly("basic", "full", "new");
        assertThat(categories(batch, "plan").codes()).containsExactly(1, 2);
        assertThat(numbers(batch, "charge").values()).containsExactly(1.5, 2);
        assertThat(categories(batch, "left").codes()).containsExactly(1, 0);
        assertThat(batch.rows()).isEqualTo(2);
    }

    @Test
    void targetAndIdMayBeAbsent() {
        assertThat(batch("plan,charge\nbasic,1\n").columns())
                .extracting(Column::name)
                .containsExactly("plan", "charge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "#N/A",
                "#N/A N/A",
                "#NA",
                "-1.#IND",
                "-1.#QNAN",
                "-NaN",
                "-nan",
                "1.#IND",
                "1.#QNAN",
                "<NA>",
                "N/A",
                "NA",
                "NULL",
                "NaN",
                "None",
                "n/a",
                "nan",
                "null",
                "\"\"",
                "\" \""
            })
    void whatPandasReadsAsNullAndBlanksAreMissing(String cell) {
        Batch batch = batch("plan,charge\n" + cell + "," + cell + "\nbasic,3\n");

        assertThat(categories(batch, "plan").codes()).containsExactly(-1, 0);
        assertThat(categories(batch, "plan").dictionary()).containsExactly("basic", "full");
        assertThat(numbers(batch, "charge").values()).containsExactly(Double.NaN, 3);
        assertThat(batch.missing()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "No", "na", "Na", "none", "?", "0"})
    void otherWordsAreCategories(String cell) {
        assertThat(categories(batch("plan,charge\n" + cell + ",1\n"), "plan").dictionary())
                .containsExactly("basic", "full", cell);
    }

    /** A model of before a word counted as missing knows it as one of its categories, and must not be scored otherwise from one day to the next. */
    @Test
    void aWordThatTheSchemaListsIsACategory() {
        Schema schema = new Schema(
                List.of(
                        new Field("addon", ColumnType.CAT, Role.FEATURE, List.of("Backup", "None")),
                        new Field("other", ColumnType.CAT, Role.FEATURE, List.of("x"))),
                null);

        Batch batch = (Batch) CsvReader.read("b.csv", bytes("addon,other\nNone,None\nBackup,x\n"), schema);

        assertThat(categories(batch, "addon").codes()).containsExactly(1, 0);
        assertThat(categories(batch, "other").codes()).containsExactly(-1, 0);
    }

    @Test
    void infinitiesAreValues() {
        Batch batch = batch("plan,charge\na,inf\na,-INF\na,Infinity\na,-infinity\na,+inf\n");

        assertThat(numbers(batch, "charge").values())
                .containsExactly(
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY);
        assertThat(batch.missing()).isZero();
    }

    @Test
    void categoriesKeepTheirBlanksAndNumbersLoseThem() {
        Batch batch = batch("plan,charge\n basic, 1.5 \n");

        assertThat(categories(batch, "plan").dictionary()).containsExactly("basic", "full", " basic");
        assertThat(numbers(batch, "charge").values()).containsExactly(1.5);
    }

    @Test
    void quotesProtectCommasLineEndsAndQuotes() {
        Batch batch = batch("plan,\"charge\"\r\n\"a, b\",\"1.5\"\r\n\"say \"\"hi\"\"\",2\r\n\"two\r\nlines\",3");

        assertThat(categories(batch, "plan").dictionary())
                .containsExactly("basic", "full", "a, b", "say \"hi\"", "two\r\nlines");
        assertThat(numbers(batch, "charge").values()).containsExactly(1.5, 2, 3);
    }

    @Test
    void blankLinesAreSkippedButCounted() {
        assertThat(batch("\n \nplan,charge\n\nbasic,1\n   \n\r\nfull,2\n\n").rows())
                .isEqualTo(2);
        assertRejected("\n \nplan,charge\n\nbasic,1\n   \n\nfull,x\n", Reason.BAD_NUMBER, "line 8, column charge");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
        assertThat(batch("\uFEFFplan,charge\nbasic,1\n").rows()).isEqualTo(1);
    }

    @Test
    void gzipIsKnownByItsFirstBytesAndMayHaveSeveralMembers() {
        byte[] members = concat(gzip("plan,charge\nbasic,1\n"), gzip("full,2\n"));

        Decoded whole = CsvReader.read("b.csv.gz", trickling(members), SCHEMA);

        assertThat(((Batch) whole).rows()).isEqualTo(2);
    }

    @Test
    void wholeNumberLabelsAreKnownAgainWithAPointAndAZero() {
        Schema schema = new Schema(List.of(new Field("senior", ColumnType.CAT, Role.FEATURE, List.of("0", "1"))), null);

        Decoded decoded = CsvReader.read("b.csv", bytes("senior\n0\n1.0\n0.0\n2.0\n1\n0.5\n2\n"), schema);

        CategoricalColumn senior = categories((Batch) decoded, "senior");
        assertThat(senior.dictionary()).containsExactly("0", "1", "2", "0.5");
        assertThat(senior.codes()).containsExactly(0, 1, 0, 2, 1, 3, 2);
    }

    @Test
    void theDictionaryKeepsThousandsOfLabelsApart() {
        StringBuilder csv = new StringBuilder("plan,charge\n");
        for (int i = 0; i < 20_000; i++) {
            csv.append("label ").append(i % 5_000).append(",1\n");
        }
        CategoricalColumn plan = categories(batch(csv.toString()), "plan");

        assertThat(plan.dictionary()).hasSize(5_002).doesNotHaveDuplicates();
        assertThat(plan.dictionary().get(plan.codes()[12_345])).isEqualTo("label 2345");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "  \n\r\n\t", "\uFEFF"})
    void nothingButBlanksIsEmpty(String csv) {
        assertRejected(csv, Reason.EMPTY, "");
    }

    @Test
    void aHeaderRowAloneHasNoRows() {
        assertRejected("plan,charge\n", Reason.NO_ROWS, "");
        assertRejected("plan,charge", Reason.NO_ROWS, "");
    }

    @Test
    void allMissingColumnsAreNamedTogether() {
        Schema schema = new Schema(
                Stream.of("plan", "charge", "tenure")
                        .map(name -> new Field(name, ColumnType.CAT, Role.FEATURE, List.of()))
                        .toList(),
                null);
        Rejection rejection = (Rejection) CsvReader.read("b.csv", bytes("plan,Charge\na,1\n"), schema);

        assertThat(rejection.reason()).isEqualTo(Reason.MISSING_COLUMN);
        assertThat(rejection.line())
                .isEqualTo(
                        "b.csv, line 1: there are no columns charge, tenure; name each in the header row exactly so, names separated by commas");
    }

    @Test
    void aFirstRowThatNamesNoneOfTheColumnsIsNoHeaderRow() {
        assertThat(assertRejected("a,1\nb,2\n", Reason.SCHEMA_MISSING, "line 1").line())
                .isEqualTo("b.csv, line 1: the first row names none of the columns that are needed;"
                        + " write a header row first, with the names plan, charge");
        assertThat(assertRejected("id;plan;charge\na;b;1\n", Reason.SCHEMA_MISSING, "line 1")
                        .line())
                .isEqualTo("b.csv, line 1: the first row names none of the columns that are needed;"
                        + " its cells seem to be separated by semicolons;"
                        + " separate cells by commas, with the names plan, charge");
    }

    @Test
    void aNameThatStandsTwiceIsRefused() {
        assertRejected("plan,charge,plan\na,1,b\n", Reason.DUPLICATE_COLUMN, "line 1, column plan");
    }

    @Test
    void aRowOfAnotherLengthIsRefusedWithBothCounts() {
        assertThat(assertRejected("plan,charge\na,1\nb\n", Reason.RAGGED_ROW, "line 3")
                        .fault())
                .isEqualTo("the row has 1 cell, the header row has 2");
        assertThat(assertRejected("plan,charge\na,1\n\nb,x,3\n", Reason.RAGGED_ROW, "line 4")
                        .fault())
                .isEqualTo("the row has 3 cells, the header row has 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"abc", "1d", "0x1p3", "1_000", "1 000", "1e", "--1", ".", "-", "+", "e5", "1.2.3", "1f", "infin"
            })
    void whatIsNoPlainNumberIsRefused(String cell) {
        Rejection rejection =
                assertRejected("plan,charge\na,1\nb," + cell + "\n", Reason.BAD_NUMBER, "line 3, column charge");

        assertThat(rejection.fault()).matches("a cell of the shape '[^b-zB-Z0-8]+' is not a number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"$12.50|$99.99", "Müller 7|Aaaaaa 9", "１d|9a", "a@b.c|a@a.a"})
    void aCellIsSaidByItsShape(String cell, String shape) {
        Rejection rejection =
                assertRejected("plan,charge\na," + cell + "\n", Reason.BAD_NUMBER, "line 2, column charge");

        assertThat(rejection.fault()).isEqualTo("a cell of the shape '" + shape + "' is not a number");
    }

    @Test
    void aLongCellIsNotShown() {
        Rejection rejection = assertRejected(
                "plan,charge\na,this could be a whole letter\n", Reason.BAD_NUMBER, "line 2, column charge");

        assertThat(rejection.fault()).isEqualTo("a cell of 28 characters is not a number");
    }

    @Test
    void aQuoteThatIsNotClosedIsPlaced() {
        assertRejected("plan,charge\na,1\n\"b,2\nc,3\n", Reason.QUOTE, "line 3, column plan");
        assertRejected("plan,charge\na,1\nb,\"2\"x\nc,3\n", Reason.QUOTE, "line 3, column charge");
        assertRejected("plan,charge\na,1\nb,\"" + "2,\n".repeat(400_000), Reason.QUOTE, "line 3, column charge");
        assertRejected("plan,\"charge\na,1\n", Reason.QUOTE, "line 1");
    }

    @Test
    void aByteThatIsNotUtf8IsPlaced() {
        byte[] latin = "plan,charge\na,1\nb\u00e9,2\n".getBytes(ISO_8859_1);

        Rejection rejection = (Rejection) CsvReader.read("b.csv", new ByteArrayInputStream(latin), SCHEMA);

        assertThat(rejection.reason()).isEqualTo(Reason.ENCODING);
        assertThat(rejection.position()).isEqualTo("line 3, column plan");
    }

    @Test
    void gzipThatIsCutShortOrDamagedIsRefused() {
        byte[] whole = gzip("plan,charge\n" + "basic,1\n".repeat(10_000));
        byte[] damaged = whole.clone();
        damaged[whole.length - 8] ^= 0x55;

        for (byte[] packed : List.of(Arrays.copyOf(whole, whole.length / 2), Arrays.copyOf(whole, 2), damaged)) {
            Rejection rejection = (Rejection) CsvReader.read("b.csv.gz", new ByteArrayInputStream(packed), SCHEMA);
            assertThat(rejection.reason()).isEqualTo(Reason.COMPRESSED);
        }
    }

    @Test
    void aStreamThatFailsIsNoRejection() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the network is gone");
            }
        };

        assertThatThrownBy(() -> CsvReader.read("b.csv", failing, SCHEMA))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the network is gone");
    }

    @Test
    void anInterruptedThreadStopsReading() {
        byte[] csv = ("plan,charge\n" + "basic,1\n".repeat(500_000)).getBytes(UTF_8);
        InputStream interrupting = new ByteArrayInputStream(csv) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (pos > csv.length / 4) {
                    Thread.currentThread().interrupt();
                }
                return super.read(target, offset, length);
            }
        };

        assertThatThrownBy(() -> CsvReader.read("b.csv", interrupting, SCHEMA))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("reading was cancelled");
        Thread.interrupted();
        assertThat(interrupting).satisfies(in -> assertThat(in.available()).isGreaterThan(csv.length / 4));
    }

    private static Batch batch(String csv) {
        Decoded decoded = CsvReader.read("b.csv", bytes(csv), SCHEMA);
        assertThat(decoded).isInstanceOf(Batch.class);
        return (Batch) decoded;
    }

    private static Rejection assertRejected(String csv, Reason reason, String position) {
        Decoded decoded = CsvReader.read("b.csv", bytes(csv), SCHEMA);
        assertThat(decoded).isInstanceOf(Rejection.class);
        Rejection rejection = (Rejection) decoded;
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(rejection.position()).isEqualTo(position);
        assertThat(rejection.remedy()).isNotEmpty();
        return rejection;
    }

    private static CategoricalColumn categories(Batch batch, String name) {
        return (CategoricalColumn) batch.column(name).orElseThrow();
    }

    private static NumericColumn numbers(Batch batch, String name) {
        return (NumericColumn) batch.column(name).orElseThrow();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    /** As a network does it: few bytes at a time, and none known to be available. */
    private static InputStream trickling(byte[] content) {
        return new ByteArrayInputStream(content) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(7, length));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return packed.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
