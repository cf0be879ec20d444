package io.driftway.format.parquet;

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
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.format.csv.CsvReader;
import io.driftway.support.DuckDb;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetReaderTest {

    private static final Schema SCHEMA = new Schema(
            List.of(
                    new Field("id", ColumnType.CAT, Role.ID, List.of()),
                    new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("basic", "full")),
                    new Field("charge", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("note", ColumnType.CAT, Role.IGNORED, List.of()),
                    new Field("months", ColumnType.NUM, Role.FEATURE, List.of()),
                    new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"))),
            "Yes");

    /** Some 20,000 rows with missing cells, repeated and distinct texts, a column the schema ignores and one it does not know. */
    private static final String ROWS = """
            SELECT i * 7 AS unknown,
                   CASE WHEN i % 5 = 0 THEN NULL ELSE round(sin(i) * 1000, 3) END AS charge,
                   CASE WHEN i % 3 = 0 THEN 'Yes' ELSE 'No' END AS left,
                   CASE WHEN i % 11 = 0 THEN NULL ELSE ['full', 'basic', 'größer'][i % 3 + 1] END AS plan,
                   'free text ' || i AS note,
                   i % 73 AS months,
                   'C-' || i AS id
            FROM range(20000) t(i) ORDER BY i
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "uncompressed,V1",
        "snappy,V1",
        "zstd,V1",
        "gzip,V1",
        "lz4_raw,V1",
        "snappy,V2",
        "zstd,V2",
        "uncompressed,V2"
    })
    void aFileIsReadAsTheSameRowsInCsvAre(String codec, String version) throws IOException {
        Path csv = DuckDb.csv(folder.resolve("rows.csv"), ROWS);
        Path parquet = DuckDb.parquet(
                folder.resolve("rows.parquet"),
                ROWS,
                "CODEC " + codec,
                "PARQUET_VERSION " + version,
                "ROW_GROUP_SIZE 4096");

        Batch expected;
        try (InputStream in = Files.newInputStream(csv)) {
            expected = (Batch) CsvReader.read("rows", in, SCHEMA);
        }
        Batch batch = (Batch) ParquetReader.read("rows", parquet, SCHEMA);

        assertThat(batch.rows()).isEqualTo(20_000);
        assertThat(batch.missing()).isPositive();
        assertThat(batch.columns()).hasSameSizeAs(expected.columns());
        for (int i = 0; i < batch.columns().size(); i++) {
            assertThat(contents(batch.columns().get(i)))
                    .isEqualTo(contents(expected.columns().get(i)));
        }
    }

    @Test
    void columnsComeInTheOrderOfTheSchemaWhateverTheirOrderInTheFile() {
        Batch batch = batch(
                SCHEMA, "SELECT 2.5 AS charge, 'x' AS extra, 'Yes' AS left, 'new' AS plan, 7 AS months, 'a1' AS id");

        assertThat(batch.columns()).extracting(Column::name).containsExactly("id", "plan", "charge", "months", "left");
        assertThat(((IdColumn) batch.columns().getFirst()).values()).containsExactly("a1");
        assertThat(labels(batch, "plan").dictionary()).containsExactly("basic", "full", "new");
        assertThat(labels(batch, "plan").codes()).containsExactly(2);
    }

    @Test
    void targetAndIdMayBeAbsentAndFeaturesMayNot() {
        assertThat(batch(SCHEMA, "SELECT 'full' AS plan, 1 AS charge, 2 AS months")
                        .columns())
                .extracting(Column::name)
                .containsExactly("plan", "charge", "months");

        Rejection rejection = rejection(SCHEMA, "SELECT 'full' AS plan");

        assertThat(rejection.reason()).isEqualTo(Reason.MISSING_COLUMN);
        assertThat(rejection.fault()).isEqualTo("there are no columns charge, months");
    }

    /** Numbers on the right are what the type can hold of the text on the left, by Java's own conversions. */
    @Test
    void everyTypeOfNumberIsReadExactly() {
        assertThat(number("'-128'::TINYINT")).isEqualTo(-128);
        assertThat(number("'255'::UTINYINT")).isEqualTo(255);
        assertThat(number("'-32768'::SMALLINT")).isEqualTo(-32768);
        assertThat(number("'65535'::USMALLINT")).isEqualTo(65535);
        assertThat(number("'-2147483648'::INTEGER")).isEqualTo(Integer.MIN_VALUE);
        assertThat(number("'4294967295'::UINTEGER")).isEqualTo(4294967295d);
        assertThat(number("'-9007199254740993'::BIGINT")).isEqualTo((double) -9007199254740993L);
        assertThat(number("'18446744073709551615'::UBIGINT")).isEqualTo(0x1p64);
        assertThat(number("'0.1'::FLOAT")).isEqualTo((double) 0.1f);
        assertThat(number("'0.1'::DOUBLE")).isEqualTo(0.1);
        assertThat(number("'-Infinity'::DOUBLE")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(number("'-12.3'::DECIMAL(4,1)")).isEqualTo(-12.3); // INT32
        assertThat(number("'1234567.891'::DECIMAL(18,3)")).isEqualTo(1234567.891); // INT64
        assertThat(number("'9999999999999999.99'::DECIMAL(18,2)")).isEqualTo(9999999999999999.99); // beyond 53 bits
        assertThat(number("'-12345678901234567890.123'::DECIMAL(30,3)")).isEqualTo(-12345678901234567890.123); // bytes
        assertThat(number("true")).isEqualTo(1);
    }

    @Test
    void nullsAndNanAndBlankTextsAreMissing() {
        Batch batch = batch(
                schema(num("x"), cat("c"), num("t")),
                "SELECT * FROM (VALUES (1.5::DOUBLE, 'a', '1'), (NULL, NULL, NULL), ('NaN'::DOUBLE, '  ', ' '), (2, '', 'NA'), (3, 'NA', 'nan')) v(x, c, t)");

        assertThat(numbers(batch, "x").values()).containsExactly(1.5, Double.NaN, Double.NaN, 2, 3);
        assertThat(labels(batch, "c").dictionary()).containsExactly("a", "NA");
        assertThat(labels(batch, "c").codes()).containsExactly(0, -1, -1, -1, 1);
        assertThat(numbers(batch, "t").values()).containsExactly(1, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void labelsAreTheTextsOfTheValues() {
        assertThat(label("42::UBIGINT")).isEqualTo("42");
        assertThat(label("'18446744073709551615'::UBIGINT")).isEqualTo("18446744073709551615");
        assertThat(label("'-1'::SMALLINT")).isEqualTo("-1");
        assertThat(label("0.5::DOUBLE")).isEqualTo("0.5");
        assertThat(label("0.1::FLOAT")).isEqualTo("0.1");
        assertThat(label("'12.30'::DECIMAL(4,2)")).isEqualTo("12.30");
        assertThat(label("'12345678901234567890.5'::DECIMAL(30,1)")).isEqualTo("12345678901234567890.5");
        assertThat(label("false")).isEqualTo("false");
        assertThat(label("'a\"b,c'")).isEqualTo("a\"b,c");
        assertThat(label("'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'::UUID"))
                .isEqualTo("4ac7a9e9-607c-4c8a-84f3-843f0191e3fd");
        assertThat(label("'sad'::ENUM('happy', 'sad')")).isEqualTo("sad");
        assertThat(label("'gr\\xC3\\xB6\\xC3\\x9Fer'::BLOB")).isEqualTo("größer");
        assertThat(label("DATE '1969-12-31'")).isEqualTo("1969-12-31");
        assertThat(label("TIMESTAMP '2026-11-05 10:20:30.5'")).isEqualTo("2026-11-05T10:20:30.500");
        assertThat(label("TIMESTAMP_MS '1969-12-31 23:59:59.999'")).isEqualTo("1969-12-31T23:59:59.999");
        assertThat(label("TIMESTAMP_NS '2026-11-05 10:20:30'")).isEqualTo("2026-11-05T10:20:30");
        assertThat(label("TIME '10:20:30'")).isEqualTo("10:20:30");
    }

    @Test
    void whereTheKnownLabelsAreWholeNumbersWholeFractionsAreToo() {
        Schema zones = schema(cat("c", "1", "2"));

        assertThat(labels(batch(zones, "SELECT unnest([2.0, 1.0, 3.0, 1.5]::DOUBLE[]) AS c"), "c")
                        .dictionary())
                .containsExactly("1", "2", "3", "1.5");
        assertThat(labels(batch(zones, "SELECT unnest([2.0, 1.0, NULL]::DOUBLE[]) AS c"), "c")
                        .codes())
                .containsExactly(1, 0, -1);
        assertThat(labels(batch(zones, "SELECT unnest(['2.0', '1', '1.0']) AS c"), "c")
                        .codes())
                .containsExactly(1, 0, 0);
        assertThat(labels(batch(zones, "SELECT unnest([2, 1]::BIGINT[]) AS c"), "c")
                        .codes())
                .containsExactly(1, 0);
        assertThat(labels(batch(zones, "SELECT unnest([2.00, 1.00]::DECIMAL(9,2)[]) AS c"), "c")
                        .codes())
                .containsExactly(1, 0);
    }

    @Test
    void truthValuesAreTheKnownLabelsInAnyCase() {
        CategoricalColumn column =
                labels(batch(schema(cat("c", "False", "True")), "SELECT unnest([true, false, NULL, true]) AS c"), "c");

        assertThat(column.dictionary()).containsExactly("False", "True");
        assertThat(column.codes()).containsExactly(1, 0, -1, 1);
    }

    /** One pair of words for yes and no, and nothing else: then the booleans of Parquet are these words. */
    @Test
    void truthValuesAreTheTwoWordsOfTheSchema() {
        for (String[] words : new String[][] {
            {"No", "Yes"}, {"yes", "no"}, {"N", "Y"}, {"f", "t"}, {"0", "1"}, {"FALSE", "TRUE"}, {"NO", "Yes"}
        }) {
            CategoricalColumn column =
                    labels(batch(schema(cat("c", words)), "SELECT unnest([true, false, NULL, true]) AS c"), "c");

            int yes = words[0].equals("yes") ? 0 : 1;
            assertThat(column.dictionary()).as(words[0]).containsExactly(words);
            assertThat(column.codes()).containsExactly(yes, 1 - yes, -1, yes);
        }
    }

    /** Which category a boolean would be is not guessed: it stays true or false, which the schema does not have. */
    @Test
    void truthValuesStayWhatTheyAreWhereTheWordsAreNotOnePair() {
        for (String[] words : new String[][] {
            {"No", "Yes", "No internet service"}, {"Yes"}, {"No", "1"}, {"Yes", "yes"}, {"TRUE", "True"}, {"a", "b"}
        }) {
            CategoricalColumn column = labels(batch(schema(cat("c", words)), "SELECT unnest([true, false]) AS c"), "c");

            assertThat(column.dictionary())
                    .containsExactly(Stream.concat(Stream.of(words), Stream.of("true", "false"))
                            .toArray(String[]::new));
        }
    }

    @Test
    void idsAreTexts() {
        Schema schema = schema(new Field("id", ColumnType.CAT, Role.ID, List.of()), num("x"));

        assertThat(((IdColumn) batch(schema, "SELECT unnest([7, NULL]) AS id, 1 AS x")
                                .columns()
                                .getFirst())
                        .values())
                .containsExactly("7", "");
        assertThat(((IdColumn) batch(schema, "SELECT unnest(['a', '']) AS id, 1 AS x")
                                .columns()
                                .getFirst())
                        .values())
                .containsExactly("a", "");
    }

    @Test
    void aBadNumberIsNamedWithItsRowAndColumn() {
        Rejection text = rejection(
                schema(num("x")),
                "SELECT CASE WHEN i = 5000 THEN '1,5' ELSE i::VARCHAR END AS x FROM range(6000) t(i) ORDER BY i",
                "ROW_GROUP_SIZE 2048");
        Rejection date = rejection(schema(num("x")), "SELECT DATE '2026-11-05' AS x");

        assertThat(text.reason()).isEqualTo(Reason.BAD_NUMBER);
        assertThat(text.position()).isEqualTo("row 5001, column x");
        assertThat(text.fault()).isEqualTo("a cell of the shape '9,9' is not a number");
        assertThat(date.line()).contains("row 1, column x: a cell of the shape '9999-99-99' is not a number; ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1", "V2"})
    void aByteThatIsNotUtf8IsNamedWithItsRowAndColumn(String version) {
        Rejection rejection = rejection(
                schema(cat("c")), "SELECT unnest(['a'::BLOB, '\\xC3\\x28'::BLOB]) AS c", "PARQUET_VERSION " + version);

        assertThat(rejection.reason()).isEqualTo(Reason.ENCODING);
        assertThat(rejection.position()).isEqualTo("row 2, column c");
    }

    @Test
    void nestedColumnsAreRefusedOnlyWhereTheSchemaAsksForThem() {
        String query = "SELECT 1 AS x, [1, 2] AS l, {'a': 1} AS s, MAP {'k': 1} AS m";

        assertThat(batch(schema(num("x")), query).rows()).isEqualTo(1);
        for (String nested : List.of("l", "s", "m")) {
            Rejection rejection = rejection(schema(num(nested)), query);
            assertThat(rejection.reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(rejection.position()).isEqualTo("column " + nested);
        }
    }

    @Test
    void namesMayHavePoints() {
        Batch batch = batch(
                schema(num("x"), num("sepal.length"), cat(".kind.")),
                "SELECT 1.5 AS x, i AS \"sepal.length\", {'x.y': 1} AS \"a.group\", 'a.' || i AS \".kind.\", 'other.' AS \"x.other\" FROM range(3) t(i)");

        assertThat(batch.columns().stream().map(Column::name)).containsExactly("x", "sepal.length", ".kind.");
        assertThat(((NumericColumn) batch.columns().get(1)).values()).containsExactly(0, 1, 2);
        assertThat(((CategoricalColumn) batch.columns().get(2)).dictionary()).containsExactly("a.0", "a.1", "a.2");
    }

    @Test
    void aColumnThatTheSchemaDoesNotNameIsNotUnpacked() throws IOException {
        Path file = DuckDb.parquet(
                folder.resolve("f.parquet"),
                "SELECT repeat('unread', 50) || i AS other, i AS x FROM range(100) t(i)",
                "CODEC uncompressed");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, 2000, (byte) 0xff); // in the pages of the first column

        assertThat(read(schema(num("x")), bytes)).isInstanceOf(Batch.class);
        assertThat(read(schema(cat("other")), bytes)).isInstanceOf(Rejection.class);
    }

    @Test
    void aFileWithoutRowsIsRefused() {
        assertThat(rejection(schema(num("x")), "SELECT 1 AS x LIMIT 0").reason())
                .isEqualTo(Reason.NO_ROWS);
    }

    @Test
    void anEncryptedFileIsRefused() throws IOException {
        Path file = folder.resolve("secret.parquet");
        DuckDb.run(
                "SET force_mbedtls_unsafe = 'true'",
                "PRAGMA add_parquet_key('key', '0123456789112345')",
                "COPY (SELECT 1 AS x) TO '" + file + "' (FORMAT parquet, ENCRYPTION_CONFIG {footer_key: 'key'})");

        Rejection rejection = (Rejection) ParquetReader.read("f", file, schema(num("x")));

        assertThat(rejection.line()).isEqualTo("f: the file is encrypted; write it without encryption");
        assertThat(rejection.reason()).isEqualTo(Reason.UNSUPPORTED);
    }

    @Test
    void aCodecThatIsNotReadIsNamed() {
        Rejection rejection = rejection(schema(num("x")), "SELECT 1 AS x", "CODEC brotli");

        assertThat(rejection.reason()).isEqualTo(Reason.UNSUPPORTED);
        assertThat(rejection.fault()).contains("BROTLI");
    }

    @Test
    void whatIsNoParquetFileIsRefused() {
        Schema schema = schema(num("x"));

        assertThat(reason(schema, new byte[0])).isEqualTo(Reason.EMPTY);
        assertThat(reason(schema, "x\n1\n".getBytes(UTF_8))).isEqualTo(Reason.UNSUPPORTED);
        assertThat(reason(schema, "PAR1".getBytes(UTF_8))).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, "PAR1\0\0\0\0PAR1".getBytes(UTF_8))).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.around(new byte[] {0}))).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void absurdFootersAreRefusedBeforeTheyTakeMemory() {
        Schema schema = schema(num("x"));
        assertThat(reason(schema, HandMadeParquet.file(List.of("x"), Integer.MAX_VALUE)))
                .isEqualTo(Reason.TOO_MANY_ROWS);
        assertThat(reason(schema, HandMadeParquet.file(List.of("x"), Long.MAX_VALUE)))
                .isEqualTo(Reason.TOO_MANY_ROWS);
        assertThat(reason(schema, HandMadeParquet.file(List.of("x"), -1))).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.file(List.of("x"), 1_000_000)))
                .isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.file(List.of("x", "x"), 1))).isEqualTo(Reason.DUPLICATE_COLUMN);
        assertThat(reason(schema, HandMadeParquet.file(List.of(), 1))).isEqualTo(Reason.EMPTY);
        assertThat(reason(schema, HandMadeParquet.absurdText())).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.absurdList(2))).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.absurdList(7))).isEqualTo(Reason.CORRUPT);
        assertThat(reason(schema, HandMadeParquet.absurdDepth())).isEqualTo(Reason.CORRUPT);
    }

    /** Nulls take no room in a file: a billion of them are 32 bytes a row group. */
    @Test
    void moreRowsThanTheMemoryHoldsAreRefused() {
        Rejection rejection = rejection(
                schema(
                        num("a"), num("b"), num("c"), num("d"), num("e"), num("f"), num("g"), num("h"), num("i"),
                        num("j")),
                "SELECT n AS a, n AS b, n AS c, n AS d, n AS e, n AS f, n AS g, n AS h, n AS i, n AS j"
                        + " FROM (SELECT NULL::DOUBLE AS n FROM range("
                        + Runtime.getRuntime().maxMemory() / 100 + "))",
                "ROW_GROUP_SIZE 10000000");

        assertThat(rejection.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void theCopyOfAStreamIsDeletedWhateverItHolds() throws IOException {
        byte[] good = Files.readAllBytes(DuckDb.parquet(folder.resolve("f.parquet"), "SELECT 1 AS x"));
        List<Path> before = copies();

        assertThat(ParquetReader.read("f", new ByteArrayInputStream(good), schema(num("x")), Limits.STANDARD))
                .isInstanceOf(Batch.class);
        assertThat(ParquetReader.read("f", new ByteArrayInputStream(new byte[9]), schema(num("x")), Limits.STANDARD))
                .isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> ParquetReader.read("f", new FailingStream(), schema(num("x")), Limits.STANDARD))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(copies()).isEqualTo(before);
    }

    /** So that a process that is killed meanwhile leaves nothing behind. */
    @Test
    void theCopyOfAStreamHasNoNameWhileItIsWritten() throws IOException {
        List<Path> before = copies();
        List<Path> meanwhile = new ArrayList<>();
        InputStream looking = new InputStream() {
            @Override
            public int read() throws IOException {
                meanwhile.addAll(copies());
                return -1;
            }
        };

        ParquetReader.read("f", looking, schema(num("x")), Limits.STANDARD);

        assertThat(meanwhile).isEqualTo(before);
    }

    @Test
    void aFileThatIsNotThereIsNoRejection() {
        assertThatThrownBy(() -> ParquetReader.read("f", folder.resolve("none"), SCHEMA))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void theHeaderIsTheNamesInTheOrderOfTheFile() throws IOException {
        Path file = DuckDb.parquet(folder.resolve("f.parquet"), "SELECT 1 AS b, [2] AS a, 3 AS __index_level_0__");
        Path empty = Files.createFile(folder.resolve("empty.parquet"));

        assertThat(ParquetReader.header(file)).containsExactly("b", "a");
        assertThat(ParquetReader.header(empty)).isEmpty();
    }

    private static final class FailingStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the network is gone");
        }
    }

    private static List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("driftway-.*\\.parquet"))
                    .sorted()
                    .toList();
        }
    }

    /** All of a column, in a form that knows when it equals another. */
    private static List<Object> contents(Column column) {
        return switch (column) {
            case NumericColumn numeric ->
                List.of(numeric.name(), Arrays.stream(numeric.values()).boxed().toList());
            case CategoricalColumn labels ->
                List.of(
                        labels.name(),
                        labels.dictionary(),
                        Arrays.stream(labels.codes()).boxed().toList());
            case IdColumn ids -> List.of(ids.name(), List.of(ids.values()));
        };
    }

    private double number(String sql) {
        return numbers(batch(schema(num("x")), "SELECT " + sql + " AS x"), "x").values()[0];
    }

    private String label(String sql) {
        CategoricalColumn column = labels(batch(schema(cat("c")), "SELECT " + sql + " AS c"), "c");
        return column.dictionary().get(column.codes()[0]);
    }

    private Reason reason(Schema schema, byte[] file) {
        return ((Rejection) read(schema, file)).reason();
    }

    private Decoded read(Schema schema, byte[] file) {
        return ParquetReader.read("f", new ByteArrayInputStream(file), schema, Limits.STANDARD);
    }

    private Batch batch(Schema schema, String query, String... options) {
        return (Batch) ParquetReader.read("f", DuckDb.parquet(folder.resolve("f.parquet"), query, options), schema);
    }

    private Rejection rejection(Schema schema, String query, String... options) {
        return (Rejection) ParquetReader.read("f", DuckDb.parquet(folder.resolve("f.parquet"), query, options), schema);
    }

    private static Schema schema(Field... fields) {
        return new Schema(List.of(fields), null);
    }

    private static Field num(String name) {
        return new Field(name, ColumnType.NUM, Role.FEATURE, List.of());
    }

    private static Field cat(String name, String... categories) {
        return new Field(name, ColumnType.CAT, Role.FEATURE, List.of(categories));
    }

    private static NumericColumn numbers(Batch batch, String name) {
        return (NumericColumn) batch.column(name).orElseThrow();
    }

    private static CategoricalColumn labels(Batch batch, String name) {
        return (CategoricalColumn) batch.column(name).orElseThrow();
    }
}
