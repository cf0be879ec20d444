package io.driftway.format.parquet;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Refused;
import io.driftway.support.DuckDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetProfilerTest {

    @TempDir
    Path folder;

    /** Which are cut off does not depend on how many were sorted together. */
    @Test
    void ofTooManyDifferentNumbersTheLastBitsAreCutOff() {
        Path file = parquet("SELECT sin(i) AS c FROM range(1300000) t(i)");
        NumericProfile exact = (NumericProfile)
                Profile.of((Batch) ParquetReader.infer("f", file, Map.of()).decoded(), List.of("c"))
                        .columns()
                        .getFirst();

        FileProfile.Summarised counted = summarised(ParquetProfiler.infer("f", file, Map.of()));

        assertThat(exact.distinct()).isGreaterThan(DistinctLimits.NUMBERS);
        assertThat(counted.profile().columns()).containsExactly(exact.atMost(DistinctLimits.NUMBERS));
        assertThat(counted.notes()).isEmpty();
    }

    @Test
    void aColumnOfTooManyDifferentTextsIsLeftOut() {
        String query =
                "SELECT CASE WHEN i %% 1000 = 1 THEN ' ' ELSE 'text ' || i END AS c, 1.5::DOUBLE AS d FROM range(%d) t(i)";
        Path file = parquet(query.formatted(510_000));
        String note = "c is left out: more than 500,000 different texts are too many to compare as labels";

        FileProfile.Summarised open = summarised(ParquetProfiler.infer("f", file, Map.of()));
        FileProfile.Summarised labels = summarised(ParquetProfiler.infer("f", file, Map.of("c", ColumnKind.CAT)));

        assertThat(open.profile().column("c")).isEmpty();
        assertThat(open.profile().rows()).isEqualTo(510_000);
        assertThat(open.missing()).isEqualTo(510);
        assertThat(open.notes())
                .containsExactly(
                        "c is left out: 65,536 different texts in the first 65,536 cells look like free text; give it the type cat to keep it");
        assertThat(open.doubts())
                .containsExactly(Map.entry("c", new FileProfile.Doubt("row 1 has a cell of the shape 'aaaa 9'", 510)));
        assertThat(labels.notes()).containsExactly(note);
        assertThat(labels.doubts()).isEmpty();

        Profile pinned = summarised(
                        ParquetProfiler.infer("f", parquet(query.formatted(10)), Map.of("c", ColumnKind.CAT)))
                .profile();
        Path again = parquet(query.formatted(510_000));
        assertThat(summarised(ParquetProfiler.like("f", again, pinned, Set.of()))
                        .notes())
                .containsExactly(note);
        assertThat(summarised(ParquetProfiler.like("f", again, pinned.without("c"), Set.of("c")))
                        .notes())
                .as("nobody asked for it")
                .isEmpty();
    }

    @Test
    void aColumnThatIsLeftOutIsCheckedToItsEnd() {
        Path file = parquet("SELECT CASE WHEN i = 509000 THEN '\\xC3\\x28'::BLOB ELSE ('text ' || i)::BLOB END AS c"
                + " FROM range(510000) t(i) ORDER BY i");

        FileProfile.Refused refused = (FileProfile.Refused) ParquetProfiler.infer("f", file, Map.of());

        assertThat(refused.rejection().reason()).isEqualTo(Reason.ENCODING);
        assertThat(refused.rejection().position()).isEqualTo("row 509001, column c");
    }

    /** Whichever thread reads it first. */
    @Test
    void theFirstColumnWithAFaultIsNamed() throws IOException {
        Path path = parquet("""
                SELECT 1 AS a, CASE WHEN i = 99999 THEN 'x' ELSE '1' END AS b, CASE WHEN i = 3 THEN 'x' ELSE '1' END AS c
                FROM range(100000) t(i) ORDER BY i
                """);
        for (int i = 0; i < 20; i++) {
            int threads = 1 + i % 3;
            try (ParquetFile file = ParquetFile.open("f", path, Limits.ANY_LENGTH)) {
                assertThatThrownBy(() -> ParquetScan.of(file, tallies(file), 100_000, 0, threads))
                        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                                        refused.rejection().position())
                                .isEqualTo("row 100000, column b"));
            }
        }
    }

    @Test
    void severalThreadsCountWhatOneCounts() throws IOException {
        Path path = parquet("SELECT i % 7 AS a, i % 77 AS b, sin(i) AS c, i // 3 AS d FROM range(100000) t(i)");
        try (ParquetFile file = ParquetFile.open("f", path, Limits.ANY_LENGTH)) {
            List<ParquetSummary> one = ParquetScan.of(file, tallies(file), 100_000, 0, 1);

            for (int i = 0; i < 10; i++) {
                assertThat(ParquetScan.of(file, tallies(file), 100_000, 0, 3)).isEqualTo(one);
            }
        }
    }

    @Test
    void aThreadThatIsInterruptedStopsReading() throws IOException {
        Path path = parquet("SELECT i AS a, i AS b FROM range(300000) t(i)");
        for (int threads = 1; threads <= 2; threads++) {
            try (ParquetFile file = ParquetFile.open("f", path, Limits.ANY_LENGTH)) {
                int readers = threads;
                List<ParquetTally> tallies = tallies(file);

                Thread.currentThread().interrupt();

                assertThatThrownBy(() -> ParquetScan.of(file, tallies, 300_000, 0, readers))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("reading was cancelled");
                assertThat(Thread.interrupted()).isFalse();
            }
        }
    }

    @Test
    void differentValuesThatTakeMoreThanTheirShareOfTheMemoryAreRefused() throws IOException {
        Path file = parquet("SELECT sin(i) AS a, cos(i) AS b FROM range(200000) t(i)");
        double share = 4e6 / Runtime.getRuntime().maxMemory();

        assertThat(refusal(file, share))
                .isEqualTo(String.format(
                                Locale.ROOT,
                                "f: the different values of its columns take more than their share of the memory of %,d MB;",
                                Runtime.getRuntime().maxMemory() >> 20)
                        + " split it into files of fewer rows, or give the program more memory");
        assertThat(refusal(parquet("SELECT i % 100 AS a, i % 77 AS b FROM range(200000) t(i)"), share))
                .isEmpty();
    }

    /** In a JVM of 64 MB, where its cells would take 240. */
    @Test
    void aFileOfMoreRowsThanTheMemoryHoldsIsProfiled() throws Exception {
        Path file = DuckDb.parquet(
                folder.resolve("long.parquet"),
                "SELECT i % 1000 AS whole, round(sin(i), 3) AS real, ['a', 'b', NULL][i % 3 + 1] AS text, i % 7 = 0 AS truth"
                        + " FROM range(8000000) t(i)",
                "ROW_GROUP_SIZE 61440");
        Path printed = folder.resolve("printed");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();

        assertThat(process.waitFor(PATIENCE)).as("it came to an end").isTrue();
        assertThat(Files.readString(printed)).isEqualToIgnoringNewLines("8000000 rows, 2666666 missing: 1000 2001 2 2");
    }

    /** Prints the profile of a file: its rows, its missing cells and how many different values its columns have. */
    static final class SmallHeap {

        private SmallHeap() {}

        public static void main(String[] args) {
            FileProfile profile = ParquetProfiler.infer("f", Path.of(args[0]), Map.of());
            System.out.println(
                    switch (profile) {
                        case FileProfile.Summarised summarised ->
                            summarised.profile().rows() + " rows, " + summarised.missing() + " missing:"
                                    + summarised.profile().columns().stream()
                                            .map(column -> " " + column.distinct())
                                            .reduce("", String::concat);
                        case FileProfile.Refused refused -> refused.rejection().line();
                    });
        }
    }

    private String refusal(Path path, double memoryShare) throws IOException {
        Limits limits = new Limits(1_000_000, 9, 100, 100, Long.MAX_VALUE, 200, memoryShare);
        try (ParquetFile file = ParquetFile.open("f", path, limits)) {
            ParquetScan.of(file, tallies(file), 200_000, 0);
            return "";
        } catch (Refused refused) {
            return refused.rejection().line();
        }
    }

    private static List<ParquetTally> tallies(ParquetFile file) {
        return file.columns().stream()
                .<ParquetTally>map(column -> new NumberTally(column, file.place(column.name()), true))
                .toList();
    }

    private Path parquet(String query) {
        return DuckDb.parquet(folder.resolve("f.parquet"), query);
    }

    private static FileProfile.Summarised summarised(FileProfile profile) {
        return (FileProfile.Summarised) profile;
    }
}
