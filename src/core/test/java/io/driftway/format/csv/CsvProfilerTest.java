package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Inferred;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CsvProfilerTest {

    @Test
    void countingWhileReadingIsTheProfileOfTheRows() {
        for (long seed = 0; seed < 150; seed++) {
            byte[] csv = csv(new SplittableRandom(seed));

            FileProfile.Summarised counted = summarised(CsvProfiler.infer("f", stream(csv), Map.of()));

            Inferred rows = CsvReader.infer("f", stream(csv), Map.of());
            Batch batch = (Batch) rows.decoded();
            assertThat(counted.profile())
                    .as("seed %d", seed)
                    .isEqualTo(Profile.of(
                            batch, features(rows).stream().map(Field::name).toList()));
            assertThat(counted.missing()).isEqualTo(batch.missing());
            assertThat(counted.notes()).isEqualTo(rows.notes());
        }
    }

    @Test
    void aPinnedReferenceIsReadAsItsSchemaWouldReadIt() {
        for (long seed = 0; seed < 100; seed++) {
            byte[] csv = csv(new SplittableRandom(seed));
            Inferred rows = CsvReader.infer("f", stream(csv), Map.of());
            Profile pinned =
                    summarised(CsvProfiler.infer("f", stream(csv), Map.of())).profile();

            Profile counted = summarised(CsvProfiler.like("f", stream(csv), pinned, Set.of()))
                    .profile();

            Schema schema = new Schema(features(rows), null);
            Batch batch = (Batch) CsvReader.read("f", stream(csv), schema);
            assertThat(counted)
                    .as("seed %d", seed)
                    .isEqualTo(Profile.of(
                            batch, schema.features().stream().map(Field::name).toList()));
        }
    }

    @Test
    void numbersThatAreTooManyToCountAsTextsAreCountedAsNumbers() {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 100_000; i++) {
            csv.append(i % 70_000 / 8.0)
                    .append(',')
                    .append(i % 3 == 0 ? "" : "1.50")
                    .append('\n');
        }

        Profile profile =
                summarised(CsvProfiler.infer("f", stream(csv), Map.of())).profile();

        NumericProfile x = (NumericProfile) profile.columns().get(0);
        assertThat(x.distinct()).isEqualTo(70_000);
        assertThat(x.present()).isEqualTo(100_000);
        assertThat(x.bits()).isEqualTo(NumericProfile.EXACT);
        assertThat(x.counts()[0]).isEqualTo(2);
        assertThat(x.counts()[69_999]).isEqualTo(1);
        assertThat(profile.columns().get(1))
                .isEqualTo(new NumericProfile("y", new double[] {1.5}, new long[] {66_666}, 33_334, 0));
    }

    @Test
    void moreNumbersThanAreKeptAreCutAndSaySo() {
        StringBuilder csv = new StringBuilder("x\n");
        for (int i = 0; i < DistinctLimits.NUMBERS + 1000; i++) {
            csv.append(i + 0.5).append('\n');
        }

        NumericProfile x = (NumericProfile) summarised(CsvProfiler.infer("f", stream(csv), Map.of()))
                .profile()
                .columns()
                .getFirst();

        assertThat(x.bits()).isLessThan(NumericProfile.EXACT);
        assertThat(x.distinct()).isLessThanOrEqualTo(DistinctLimits.NUMBERS);
        assertThat(x.present()).isEqualTo(DistinctLimits.NUMBERS + 1000);
    }

    @Test
    void aTextAfterManyNumbersLeavesTheColumnOut() {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < 70_000; i++) {
            csv.append(i / 8.0).append(",a\n");
        }
        csv.append("some,a\n,b\n");

        FileProfile.Summarised summary = summarised(CsvProfiler.infer("f", stream(csv), Map.of()));

        assertThat(summary.notes())
                .containsExactly(
                        "x is left out: after more than 65,536 different numbers there is a text in line 70,002; correct it, or give the column the type num or cat");
        assertThat(summary.missing()).isEqualTo(1);
        assertThat(summary.profile().columns()).singleElement().isInstanceOf(CategoricalProfile.class);
    }

    @Test
    void moreTextsThanAreKeptLeaveOutAColumnOfLabels() {
        StringBuilder csv = texts(DistinctLimits.LABELS + 1, 1).append(",a\n");

        FileProfile.Summarised summary = summarised(CsvProfiler.infer("f", stream(csv), Map.of("x", ColumnKind.CAT)));

        assertThat(summary.notes())
                .containsExactly("x is left out: more than 500,000 different texts are too many to compare as labels");
        assertThat(summary.missing()).isEqualTo(1);
    }

    @Test
    void whatIsFreeTextByManyRowsIsLeftOutThere() {
        StringBuilder csv = texts(70_000, 1).append(",a\nNA,a\n");

        FileProfile.Summarised summary = summarised(CsvProfiler.infer("f", stream(csv), Map.of()));

        assertThat(summary.notes())
                .containsExactly(
                        "x is left out: 65,536 different texts in the first 65,536 cells look like free text; give it the type cat to keep it");
        assertThat(summary.missing()).isEqualTo(2);
        assertThat(summary.doubts()).containsKey("x");
    }

    /** A third of the cells are different texts, at every doubling. */
    @Test
    void manyLabelsThatRepeatAreKept() {
        StringBuilder csv = texts(140_000, 3);

        FileProfile.Summarised summary = summarised(CsvProfiler.infer("f", stream(csv), Map.of()));

        assertThat(summary.notes()).isEmpty();
        assertThat(((CategoricalProfile) summary.profile().columns().getFirst()).counts())
                .hasSize(140_000)
                .containsEntry("t139999", 3L);
    }

    private static StringBuilder texts(int different, int times) {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < different * times; i++) {
            csv.append('t').append(i / times).append(",a\n");
        }
        return csv;
    }

    /** Columns share the room for numbers that are counted as texts: in a wide file each has little of it. */
    @Test
    void aWideFileIsCountedAsANarrowOne() {
        SplittableRandom random = new SplittableRandom(17);
        int width = 4_500;
        StringBuilder csv = new StringBuilder("c0");
        for (int column = 1; column < width; column++) {
            csv.append(",c").append(column);
        }
        for (int row = 0; row < 700; row++) {
            for (int column = 0; column < width; column++) {
                csv.append(column == 0 ? '\n' : ',');
                csv.append(
                        switch (column % 5) {
                            case 0 -> row % 300 + "." + column;
                            case 1 -> String.valueOf(random.nextInt(1_000) / 8.0);
                            case 2 -> row % 7 == 0 ? "NA" : "-0";
                            case 3 -> "label " + random.nextInt(400);
                            default -> String.valueOf(random.nextInt(3));
                        });
            }
        }

        FileProfile.Summarised counted = summarised(CsvProfiler.infer("f", stream(csv), Map.of()));

        Inferred rows = CsvReader.infer("f", stream(csv), Map.of());
        assertThat(counted.profile())
                .isEqualTo(Profile.of(
                        (Batch) rows.decoded(),
                        features(rows).stream().map(Field::name).toList()));
        assertThat(counted.notes()).isEqualTo(rows.notes());
    }

    @Test
    void inAWideFileATextAfterFewerNumbersLeavesTheColumnOut() {
        StringBuilder csv = new StringBuilder("x,y,");
        for (int column = 0; column < 4_200; column++) {
            csv.append(column == 0 ? "" : ",").append('z').append(column);
        }
        for (int row = 0; row < 260; row++) {
            csv.append('\n').append(row / 8.0).append(",a").append(",1".repeat(4_200));
        }
        csv.append("\nsome,a").append(",1".repeat(4_200));

        assertThat(summarised(CsvProfiler.infer("f", stream(csv), Map.of())).notes())
                .containsExactly(
                        "x is left out: after more than 256 different numbers there is a text in line 262; correct it, or give the column the type num or cat");
    }

    @Test
    void aCellThatIsNoNumberIsPlacedWhereNumbersArePinned() {
        FileProfile refused = CsvProfiler.infer(
                "f", stream(new StringBuilder("x,y\n1,a\n2,b\nmany,c\n")), Map.of("x", ColumnKind.NUM));

        assertThat(refused).isInstanceOfSatisfying(FileProfile.Refused.class, r -> assertThat(
                        r.rejection().line())
                .startsWith("f, line 4, column x: a cell of the shape 'aaaa' is not a number"));
    }

    private static List<Field> features(Inferred rows) {
        return rows.fields().stream()
                .filter(field -> field.role() == Role.FEATURE)
                .toList();
    }

    /** Columns of all kinds: few and many labels, whole numbers, decimals, written in several ways, some missing, free text. */
    private static byte[] csv(SplittableRandom random) {
        int rows = 1 + random.nextInt(400);
        int width = 1 + random.nextInt(7);
        StringBuilder csv = new StringBuilder("c0");
        for (int column = 1; column < width; column++) {
            csv.append(",c").append(column);
        }
        int[] kinds = random.ints(width, 0, 8).toArray();
        boolean gaps = random.nextBoolean();
        for (int row = 0; row < rows; row++) {
            csv.append('\n');
            for (int column = 0; column < width; column++) {
                csv.append(column == 0 ? "" : ",");
                csv.append(gaps && random.nextInt(9) == 0 ? "NA" : cell(random, kinds[column], row));
            }
        }
        return csv.toString().getBytes(UTF_8);
    }

    private static String cell(SplittableRandom random, int kind, int row) {
        return switch (kind) {
            case 0 -> "label " + random.nextInt(3);
            case 1 -> "a rather long label, quoted".replace(",", "") + random.nextInt(120);
            case 2 -> Integer.toString(random.nextInt(8));
            case 3 -> Integer.toString(random.nextInt(1000));
            case 4 -> random.nextInt(50) / 8.0 + (random.nextBoolean() ? "0" : "");
            case 5 -> new String[] {"inf", "-0", "0", "1e3", "1000", "1000.0"}[random.nextInt(6)];
            case 6 -> "text " + row;
            default -> "\"quoted, " + random.nextInt(4) + "\"";
        };
    }

    private static FileProfile.Summarised summarised(FileProfile profile) {
        return (FileProfile.Summarised) profile;
    }

    private static InputStream stream(byte[] csv) {
        return new ByteArrayInputStream(csv);
    }

    private static InputStream stream(StringBuilder csv) {
        return stream(csv.toString().getBytes(UTF_8));
    }
}
