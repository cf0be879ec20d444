package io.driftway.format.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.format.csv.CsvProfiler;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.FileProfile;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialProfileTest {

    private static final List<String> HEADER = List.of(
            "few whole",
            "few with gaps",
            "few written otherwise",
            "many whole",
            "real",
            "label",
            "truth",
            "free",
            "numbers and texts",
            "nothing",
            "spike");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void partsInAnySplitAndOrderAreTheWhole(long seed) {
        Random random = new Random(seed);
        List<String> rows = rows(random, 3_000);
        FileProfile.Summarised whole = (FileProfile.Summarised) CsvProfiler.infer("table", in(rows), Map.of());
        assertSame(merged(rows, Wanted.all(Map.of()), random), whole);
        Map<String, ColumnKind> given =
                Map.of("many whole", ColumnKind.CAT, "few whole", ColumnKind.NUM, "spike", ColumnKind.SKIP);
        assertSame(merged(rows, Wanted.all(given), random), CsvProfiler.infer("table", in(rows), given));

        List<String> others = rows(random, 500);
        assertThat(profile(merged(others, Wanted.like(whole.profile(), Set.of("free")), random)))
                .isEqualTo(profile(CsvProfiler.like("table", in(others), whole.profile(), Set.of("free"))));
    }

    @Test
    void columnsThatAreWrittenAsVeryManyNumbersAreTheWholeToo() {
        Random random = new Random(9);
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < 150_000; row++) {
            rows.add(random.nextDouble() + "," + (row % 3 == 0 ? "" : random.nextGaussian() * 1e6) + "," + row % 7);
        }
        List<String> header = List.of("a", "b", "c");

        assertThat(merged(header, rows, Wanted.all(Map.of()), random))
                .isEqualTo(CsvProfiler.infer("table", in(header, rows), Map.of()));
    }

    @Test
    void aRefusedPartRefusesTheTableWhateverTheOrder() {
        Wanted wanted = Wanted.all(Map.of("a", ColumnKind.NUM));
        PartialProfile good = CsvProfiler.part("good", in(List.of("a"), List.of("1")), wanted, null);
        PartialProfile bad = CsvProfiler.part("bad", in(List.of("a"), List.of("1", "x")), wanted, null);
        PartialProfile other = CsvProfiler.part("other", in(List.of("b"), List.of("1")), wanted, null);

        for (PartialProfile merged : List.of(
                good.merge(bad).merge(other),
                other.merge(good).merge(bad),
                bad.merge(other).merge(good))) {
            assertThat(PartialProfile.read(merged.write()).summary("table", wanted))
                    .isInstanceOfSatisfying(
                            FileProfile.Refused.class,
                            refused -> assertThat(refused.rejection().line()).startsWith("bad, line 3, column a: "));
        }
    }

    @Test
    void aPartWithOtherColumnsIsRefused() {
        PartialProfile part = CsvProfiler.part(
                "part", in(List.of("b", "a"), List.of("1,2")), Wanted.all(Map.of()), List.of("a", "b"));

        assertThat(part.refusal())
                .isNotNull()
                .satisfies(
                        refusal -> assertThat(refusal.line())
                                .isEqualTo(
                                        "part, line 1: the columns are not those of the other files; give all files the same columns in the same order"));
    }

    @Test
    void partsWithoutRowsTellNothingAndATableWithoutRowsIsRefused() {
        Wanted wanted = Wanted.all(Map.of());
        PartialProfile none = CsvProfiler.part("none", in(List.of("a"), List.of()), wanted, null);
        PartialProfile some = CsvProfiler.part("some", in(List.of("a"), List.of("1.5")), wanted, null);

        assertThat(none.merge(some).summary("t", wanted)).isEqualTo(some.summary("t", wanted));
        assertThat(none.merge(none).summary("t", wanted)).isInstanceOf(FileProfile.Refused.class);
    }

    /** But for where the first text among numbers stands. */
    private static void assertSame(FileProfile merged, FileProfile whole) {
        FileProfile.Summarised one = (FileProfile.Summarised) merged;
        FileProfile.Summarised other = (FileProfile.Summarised) whole;
        assertThat(one.profile()).isEqualTo(other.profile());
        assertThat(one.missing()).isEqualTo(other.missing());
        assertThat(one.notes()).isEqualTo(other.notes());
        assertThat(one.doubts().keySet()).isEqualTo(other.doubts().keySet());
    }

    private static Object profile(FileProfile file) {
        return ((FileProfile.Summarised) file).profile();
    }

    private static FileProfile merged(List<String> rows, Wanted wanted, Random random) {
        return merged(HEADER, rows, wanted, random);
    }

    /** Parts of random lengths, some of them empty, sent as bytes and merged in random order and grouping. */
    private static FileProfile merged(List<String> header, List<String> rows, Wanted wanted, Random random) {
        List<PartialProfile> parts = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int to = Math.min(rows.size(), from + random.nextInt(rows.size() / 3));
            parts.add(CsvProfiler.part("part " + parts.size(), in(header, rows.subList(from, to)), wanted, header));
            from = to;
        }
        Collections.shuffle(parts, random);
        while (parts.size() > 1) {
            PartialProfile one = PartialProfile.read(parts.removeLast().write());
            PartialProfile other = parts.remove(random.nextInt(parts.size()));
            parts.add(random.nextInt(parts.size() + 1), one.merge(other));
        }
        return parts.getFirst().summary("table", wanted);
    }

    private static ByteArrayInputStream in(List<String> rows) {
        return in(HEADER, rows);
    }

    private static ByteArrayInputStream in(List<String> header, List<String> rows) {
        return new ByteArrayInputStream(
                (String.join(",", header) + "\n" + String.join("\n", rows) + "\n").getBytes(UTF_8));
    }

    private static List<String> rows(Random random, int size) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            rows.add(String.join(
                    ",",
                    "" + random.nextInt(5),
                    random.nextInt(9) == 0 ? "NA" : "" + random.nextInt(5),
                    random.nextInt(3) + (random.nextBoolean() ? "" : ".0"),
                    "" + random.nextInt(400),
                    "" + random.nextGaussian(),
                    random.nextInt(7) == 0 ? "" : "label " + random.nextInt(30),
                    random.nextBoolean() ? "True" : "false",
                    "free " + random.nextLong(),
                    random.nextInt(50) == 0 ? "n.a. " + random.nextInt(4) : "" + random.nextInt(30),
                    "",
                    random.nextBoolean() ? "0" : "" + Math.exp(random.nextGaussian())));
        }
        return rows;
    }
}
