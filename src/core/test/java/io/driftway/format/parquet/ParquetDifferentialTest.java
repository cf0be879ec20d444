package io.driftway.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Inferred;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profiles counted while a file is read against profiles of all its rows in memory: the same columns, notes, doubts and refusals, whatever the file.
 * {@code -Ddriftway.fuzz.files=5000} makes it long.
 */
class ParquetDifferentialTest {

    private static final int FILES = Integer.getInteger("driftway.fuzz.files", 60);

    /** Cells of row {@code i}; {@code K} stands for a number. */
    private static final List<String> COLUMNS = List.of(
            "(i % K % 128)::TINYINT",
            "(i * 7 % K)::SMALLINT",
            "(i % K)::INTEGER - 5",
            "i * K",
            "i * 1000000007 * K",
            "9007199254740992 + i % K",
            "(i % K % 256)::UTINYINT",
            "(4294967295 - i % K)::UINTEGER",
            "18446744073709551615::UBIGINT - (i % K)::UBIGINT",
            "(i % K)::HUGEINT",
            "i % 2 = 0",
            "i % K = 0",
            "sin(i * K)",
            "round(sin(i) * K, 1)",
            "(['0.0', '-0.0', '1.5', 'inf', '-inf', 'nan']::DOUBLE[])[i % 6 + 1]",
            "(i % K)::DOUBLE",
            "round(cos(i), 2)::FLOAT",
            "(['nan', '0.1', '-0.0']::FLOAT[])[i % 3 + 1]",
            "((i % K) / 10)::DECIMAL(4,1)",
            "((i % K) / 10)::DECIMAL(9,3)",
            "((i % K) / 10)::DECIMAL(18,2)",
            "((i % K) / 10)::DECIMAL(30,2)",
            "(i * K)::DECIMAL(38,10)",
            "['a', 'b', 'c'][i % 3 + 1]",
            "['a', '', ' ', '  ', chr(9)][i % 5 + 1]",
            "['', ' '][i % 2 + 1]",
            "['NA', 'NaN', 'null', 'x', 'None'][i % 5 + 1]",
            "['true', 'FALSE', 'True'][i % 3 + 1]",
            "['eightchr', 'eightchs', 'eightchrs', 'eightch', 'eight'][i % 5 + 1]",
            "['a long text that differs late 1', 'a long text that differs late 2', 'a long text that differs late 22'][i % 3 + 1]",
            "['größer', 'größe', '日本語', '😀😀😀', 'é'][i % 5 + 1]",
            "(i % K)::VARCHAR",
            "(i % K)::VARCHAR || '.0'",
            "' ' || (i % K)::VARCHAR || ' '",
            "[i::VARCHAR, 'x'][(i % K = 3)::INTEGER + 1]",
            "[(i % K)::VARCHAR, '1,234.5'][(i % K = 1)::INTEGER + 1]",
            "'C-' || i",
            "'C-' || i // 2",
            "'C-' || i // 2 + (i % K = 0)::INTEGER",
            "repeat('x', (i % K)::INTEGER)",
            "repeat('y', 9) || (i % K) || repeat('z', 9)",
            "'1e' || (i % K)",
            "DATE '1600-01-01' + (i % K)::INTEGER",
            "TIME '00:00:00' + INTERVAL (i % K) SECOND",
            "TIMESTAMP '2026-01-01' + INTERVAL (i % K) HOUR",
            "(TIMESTAMP '2026-01-01' + INTERVAL (i % K) HOUR)::TIMESTAMP_NS",
            "(TIMESTAMP '2026-01-01' + INTERVAL (i % K) HOUR)::TIMESTAMP_MS",
            "(TIMESTAMP '2026-01-01' + INTERVAL (i % K) HOUR)::TIMESTAMPTZ",
            "('00000000-0000-0000-0000-' || lpad((i % K)::VARCHAR, 12, '0'))::UUID",
            "['b', 'a'][i % 2 + 1]::ENUM('a', 'b')",
            "('{\"a\": ' || (i % K) || '}')::JSON",
            "[i]",
            "{'a': i}",
            "INTERVAL (i) SECOND",
            "['a'::BLOB, 'b'::BLOB][i % 2 + 1]",
            "[i::VARCHAR::BLOB, '\\xC3\\x28'::BLOB][(i = K)::INTEGER + 1]",
            "NULL::VARCHAR",
            "NULL::BIGINT",
            "NULL::DOUBLE",
            "NULL::BOOLEAN",
            "'same'",
            "0");

    private static final List<String> CODECS = List.of("uncompressed", "snappy", "zstd", "gzip", "lz4_raw");

    @TempDir
    Path folder;

    @Test
    void theSameProfilesAndRefusalsAsOfAllRowsInMemory() {
        long seed = Long.getLong("driftway.fuzz.seed", 20_261_129);
        int summarised = 0;
        int refused = 0;
        for (int file = 0; file < FILES; file++) {
            SplittableRandom random = new SplittableRandom(seed + file);
            Table table = Table.of(random);
            Path current = table.write(folder.resolve("current.parquet"), random);
            Path reference = table.write(folder.resolve("reference.parquet"), random);
            Map<String, ColumnKind> given = table.kinds(random);
            String about = "-Ddriftway.fuzz.seed=" + (seed + file) + " -Ddriftway.fuzz.files=1: " + table + given;

            FileProfile all = ParquetProfiler.infer("f", current, given);
            assertThat(all).as(about).isEqualTo(InMemory.infer(current, given));
            if (all instanceof FileProfile.Summarised found) {
                summarised++;
                Profile pinned = found.profile();
                Set<String> open = new TreeSet<>(table.names());
                open.removeIf(name -> pinned.column(name).isPresent() || random.nextInt(8) == 0);
                FileProfile like = ParquetProfiler.like("f", reference, pinned, open);
                assertThat(like).as(about).isEqualTo(InMemory.like(reference, pinned, open));
                refused += like instanceof FileProfile.Refused ? 1 : 0;
            } else {
                refused++;
            }
        }
        if (FILES > 50) {
            assertThat(summarised).isGreaterThan(FILES / 4);
            assertThat(refused).isGreaterThan(FILES / 20);
        }
    }

    @Test
    void theSameOutcomesOfDamagedFiles() throws IOException {
        byte[] good = Files.readAllBytes(DuckDb.parquet(
                folder.resolve("good.parquet"),
                "SELECT i % 20 AS a, sin(i) AS b, ['x', 'größer', NULL][i % 3 + 1] AS c, 'text ' || i // 3 AS d, i % 2 = 0 AS e"
                        + " FROM range(4096) t(i) ORDER BY i",
                "ROW_GROUP_SIZE 2048"));
        long seed = Long.getLong("driftway.fuzz.seed", 20_261_129);
        int refused = 0;
        for (int file = 0; file < FILES; file++) {
            SplittableRandom random = new SplittableRandom(seed + file);
            byte[] damaged = good.clone();
            damaged[random.nextInt(good.length)] ^= (byte) (1 + random.nextInt(255));
            Path path = Files.write(folder.resolve("damaged.parquet"), damaged);

            FileProfile counted = ParquetProfiler.infer("f", path, Map.of());
            assertThat(counted)
                    .as("-Ddriftway.fuzz.seed=" + (seed + file) + " -Ddriftway.fuzz.files=1")
                    .isEqualTo(InMemory.infer(path, Map.of()));
            refused += counted instanceof FileProfile.Refused ? 1 : 0;
        }
        if (FILES > 50) {
            assertThat(refused).isBetween(FILES / 10, FILES - 1);
        }
    }

    /** More different numbers than are counted by their stored form, with missing ones before and after, over several row groups. */
    @Test
    void theSameProfilesOfManyDifferentNumbers() {
        String query = """
                SELECT CASE WHEN i % 1000 = 7 THEN NULL ELSE i * 31 % 70001 END AS whole,
                       CASE WHEN i % 1000 = 7 THEN 'nan' WHEN i % 1000 = 8 THEN '-inf' ELSE sin(i // 2) END AS real,
                       sin(i)::FLOAT AS single,
                       (i * 7)::DECIMAL(30,2) AS large,
                       CASE WHEN i % 1000 = 7 THEN ' ' ELSE i || '.5' END AS text
                FROM range(150000) t(i) ORDER BY i
                """;
        Path file = DuckDb.parquet(folder.resolve("many.parquet"), query, "ROW_GROUP_SIZE 20480");
        Map<String, ColumnKind> given = Map.of("text", ColumnKind.NUM);

        assertThat(ParquetProfiler.infer("f", file, given)).isEqualTo(InMemory.infer(file, given));

        Map<String, ColumnKind> labels = Map.of(
                "whole", ColumnKind.CAT, "real", ColumnKind.CAT, "large", ColumnKind.CAT, "text", ColumnKind.CAT);

        assertThat(ParquetProfiler.infer("f", file, labels)).isEqualTo(InMemory.infer(file, labels));
    }

    /** @param cells by name, as SQL */
    private record Table(Map<String, String> cells) {

        static Table of(SplittableRandom random) {
            Map<String, String> cells = new TreeMap<>();
            int columns = 1 + random.nextInt(10);
            for (int i = 0; i < columns; i++) {
                String name = random.nextInt(20) == 0 ? "__index_level_0__" : "c" + i;
                int k = random.nextInt(3) == 0 ? 1 + random.nextInt(3000) : 1 + random.nextInt(15);
                String cell = COLUMNS.get(random.nextInt(COLUMNS.size())).replace("K", String.valueOf(k));
                cells.put(
                        name,
                        random.nextBoolean()
                                ? cell
                                : "CASE WHEN hash(i) % " + (1 + random.nextInt(9)) + " = 0 THEN NULL ELSE " + cell
                                        + " END");
            }
            return new Table(cells);
        }

        Set<String> names() {
            return cells.keySet();
        }

        Path write(Path file, SplittableRandom random) {
            int rows = random.nextInt(3) == 0 ? 1 + random.nextInt(20_000) : 1 + random.nextInt(60);
            int first = random.nextInt(3) * 1000;
            List<String> options = new ArrayList<>(List.of(
                    "CODEC " + CODECS.get(random.nextInt(CODECS.size())),
                    "PARQUET_VERSION " + (random.nextBoolean() ? "V1" : "V2"),
                    "ROW_GROUP_SIZE " + (2048 << random.nextInt(4))));
            if (random.nextBoolean()) {
                options.add("DICTIONARY_SIZE_LIMIT " + random.nextInt(2) * 20);
            }
            String select = cells.entrySet().stream()
                    .map(cell -> cell.getValue() + " AS " + cell.getKey())
                    .collect(Collectors.joining(", "));
            return DuckDb.parquet(
                    file,
                    "SELECT " + select + " FROM range(" + first + ", " + (first + rows) + ") t(i) ORDER BY i",
                    options.toArray(String[]::new));
        }

        Map<String, ColumnKind> kinds(SplittableRandom random) {
            Map<String, ColumnKind> kinds = new HashMap<>();
            for (String name : names()) {
                int choice = random.nextInt(12);
                if (choice < ColumnKind.values().length) {
                    kinds.put(name, ColumnKind.values()[choice]);
                }
            }
            return kinds;
        }
    }

    /** The slow and simple way: all columns in memory. */
    private static final class InMemory {

        static FileProfile infer(Path file, Map<String, ColumnKind> given) {
            Inferred inferred = ParquetReader.infer("f", file, given);
            return switch (inferred.decoded()) {
                case Rejection rejection -> new FileProfile.Refused(rejection);
                case Batch batch ->
                    new FileProfile.Summarised(
                            Profile.of(
                                    batch,
                                    inferred.fields().stream()
                                            .filter(field -> field.role() == Role.FEATURE)
                                            .map(Field::name)
                                            .toList()),
                            batch.missing(),
                            inferred.fields().stream()
                                    .filter(field -> field.role() == Role.IGNORED)
                                    .map(Field::name)
                                    .collect(Collectors.toSet()),
                            inferred.notes(),
                            doubts(batch, inferred.fields(), given));
            };
        }

        static FileProfile like(Path file, Profile pinned, Set<String> open) {
            List<Field> fields = pinned.columns().stream()
                    .map(column -> new Field(
                            column.name(),
                            column.type(),
                            Role.FEATURE,
                            column instanceof CategoricalProfile labels
                                    ? List.copyOf(labels.counts().keySet())
                                    : List.of()))
                    .toList();
            return switch (ParquetReader.read("f", file, new Schema(fields, null))) {
                case Rejection rejection -> new FileProfile.Refused(rejection);
                case Batch batch -> {
                    List<ColumnProfile> columns = new ArrayList<>(
                            Profile.of(batch, fields.stream().map(Field::name).toList())
                                    .columns());
                    columns.addAll(found(file, open));
                    yield new FileProfile.Summarised(
                            new Profile(batch.rows(), columns), batch.missing(), Set.of(), List.of(), Map.of());
                }
            };
        }

        private static List<ColumnProfile> found(Path file, Set<String> open) {
            Set<String> others = new HashSet<>(ParquetReader.header(file));
            others.removeAll(open);
            return !open.isEmpty()
                            && infer(
                                            file,
                                            others.stream()
                                                    .collect(Collectors.toMap(name -> name, name -> ColumnKind.SKIP)))
                                    instanceof FileProfile.Summarised summarised
                    ? summarised.profile().columns()
                    : List.of();
        }

        private static Map<String, FileProfile.Doubt> doubts(
                Batch batch, List<Field> fields, Map<String, ColumnKind> given) {
            Map<String, FileProfile.Doubt> doubts = new HashMap<>();
            for (Field field : fields) {
                if (!given.containsKey(field.name())
                        && batch.column(field.name()).orElseThrow() instanceof CategoricalColumn labels
                        && (field.role() == Role.IGNORED
                                || labels.dictionary().stream().anyMatch(InMemory::isNumber))) {
                    IntStream.range(0, labels.size())
                            .filter(row -> labels.codes()[row] >= 0 && !isNumber(text(labels, row)))
                            .boxed()
                            .findFirst()
                            .ifPresent(row -> doubts.put(
                                    field.name(),
                                    new FileProfile.Doubt(
                                            "row " + (row + 1) + " has " + CellShape.of(text(labels, row)),
                                            labels.missing())));
                }
            }
            return doubts;
        }

        private static String text(CategoricalColumn labels, int row) {
            return labels.dictionary().get(labels.codes()[row]);
        }

        private static boolean isNumber(String text) {
            return !Double.isNaN(Decimal.parse(text));
        }
    }
}
