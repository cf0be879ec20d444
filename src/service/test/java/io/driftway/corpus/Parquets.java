package io.driftway.corpus;

import static io.driftway.corpus.Case.refused;
import static io.driftway.corpus.Case.verdict;

import io.driftway.core.batch.Reason;
import io.driftway.core.batch.WarningCode;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The same rows as Parquet, by DuckDB. */
final class Parquets {

    private final Path folder;
    private final String source;
    private int number;

    static List<Case> cases(Table rows) {
        try {
            Path folder = Files.createTempDirectory("corpus");
            Path csv = Files.write(folder.resolve("rows.csv"), rows.csv());
            return new Parquets(folder, "read_csv('" + csv + "')").all();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Parquets(Path folder, String source) {
        this.folder = folder;
        this.source = source;
    }

    private byte[] select(String columns, String... options) {
        try {
            return Files.readAllBytes(DuckDb.parquet(
                    folder.resolve(number++ + ".parquet"), "SELECT " + columns + " FROM " + source, options));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<Case> all() {
        byte[] good = select("*");
        return List.of(
                verdict("parquet/good.parquet", good),
                verdict("parquet/name-does-not-say.bin", select("*", "CODEC gzip")),
                verdict("parquet/zstd.parquet", select("*", "CODEC zstd")),
                verdict("parquet/uncompressed.parquet", select("*", "CODEC uncompressed")),
                verdict("parquet/small-row-groups.parquet", select("*", "ROW_GROUP_SIZE 2048", "CODEC lz4_raw")),
                verdict("parquet/newer-version.parquet", select("*", "PARQUET_VERSION v2")),
                verdict("parquet/floats.parquet", select("* REPLACE (monthly_fee::FLOAT AS monthly_fee)")),
                verdict(
                        "parquet/whole-numbers.parquet",
                        select("* REPLACE (age::TINYINT AS age, support_calls::USMALLINT AS support_calls)")),
                verdict(
                        "parquet/vast-whole-numbers.parquet",
                        select("* REPLACE (18446744073709551615::UBIGINT AS age)"),
                        WarningCode.CONSTANT,
                        WarningCode.PRECISION),
                verdict("parquet/decimals.parquet", select("* REPLACE (monthly_fee::DECIMAL(9, 2) AS monthly_fee)")),
                verdict(
                        "parquet/many-digits.parquet",
                        select("* REPLACE (monthly_fee::DECIMAL(38, 10) AS monthly_fee)")),
                verdict(
                        "parquet/all-null.parquet",
                        select("* REPLACE (NULL::DOUBLE AS monthly_fee)"),
                        WarningCode.ALL_NULL),
                verdict(
                        "parquet/not-numbers.parquet",
                        select("* REPLACE ('NaN'::DOUBLE AS monthly_fee)"),
                        WarningCode.ALL_NULL),
                verdict(
                        "parquet/infinite.parquet",
                        select("* REPLACE ('inf'::DOUBLE AS monthly_fee)"),
                        WarningCode.INFINITE),
                verdict("parquet/extra.parquet", select("*, 'a' AS e_mail"), WarningCode.EXTRA_COLUMNS),
                verdict(
                        "parquet/extra-nested.parquet",
                        select("*, [1, 2] AS list, {'a': 1} AS struct"),
                        WarningCode.EXTRA_COLUMNS),
                verdict("parquet/reordered.parquet", select("COLUMNS(c -> c <> 'customer_id'), customer_id")),
                verdict("parquet/numbers-as-text.parquet", select("* REPLACE (monthly_fee::VARCHAR AS monthly_fee)")),
                refused(
                        "parquet/text-for-numbers.parquet",
                        select("* REPLACE ('many' AS monthly_fee)"),
                        Reason.BAD_NUMBER,
                        "row 1, column monthly_fee"),
                refused(
                        "parquet/feature-missing.parquet",
                        select("* EXCLUDE (monthly_fee)"),
                        Reason.MISSING_COLUMN,
                        ""),
                refused(
                        "parquet/list-for-numbers.parquet",
                        select("* REPLACE ([monthly_fee] AS monthly_fee)"),
                        Reason.UNSUPPORTED,
                        "column monthly_fee"),
                refused("parquet/head-alone.parquet", "PAR1", Reason.CORRUPT, ""),
                refused("parquet/no-bytes.parquet", "", Reason.EMPTY, ""),
                refused("parquet/text.parquet", "a,b\n1,2\n", Reason.UNSUPPORTED, ""),
                refused("parquet/cut-short.parquet", Bytes.cut(good, good.length / 2), Reason.CORRUPT, ""),
                refused("parquet/foot-missing.parquet", Bytes.cut(good, good.length - 8), Reason.CORRUPT, ""),
                refused("parquet/length-of-foot.parquet", Bytes.with(good, good.length - 5, 0x7f), Reason.CORRUPT, ""),
                refused(
                        "parquet/encrypted.parquet",
                        Bytes.join(Bytes.of('P', 'A', 'R', 'E'), Bytes.cut(good, 100), Bytes.of('P', 'A', 'R', 'E')),
                        Reason.UNSUPPORTED,
                        ""));
    }
}
