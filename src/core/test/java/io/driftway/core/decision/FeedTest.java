package io.driftway.core.decision;

import static io.driftway.core.decision.Samples.column;
import static io.driftway.core.decision.Samples.drawn;
import static io.driftway.core.decision.Samples.mapped;
import static io.driftway.core.decision.Samples.normal;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedTest {

    private final SplittableRandom random = new SplittableRandom(51);

    /** Customers: a tenure of 0 in a share of them, whose total is blank. */
    private Batch customers(int rows, double fresh) {
        double[] tenure = new double[rows];
        double[] total = new double[rows];
        double[] fee = mapped(normal(random, rows, 0), x -> Math.rint(1000 * (60 + 15 * x)) / 1000);
        for (int row = 0; row < rows; row++) {
            tenure[row] = random.nextDouble() < fresh ? 0 : 1 + random.nextInt(70);
            total[row] = tenure[row] == 0 ? Double.NaN : tenure[row] * fee[row];
        }
        return Samples.batch(
                column("tenure", tenure),
                column("fee", fee),
                column("total", total),
                column("age", mapped(normal(random, rows, 0), x -> 18 + Math.exp(3 + x / 3))),
                column("calls", mapped(normal(random, rows, 0), x -> Math.max(0, Math.rint(4 * x - 4)))),
                column("contract", drawn(random, rows, .55, .25, .2)),
                column("region", drawn(random, rows, .3, .3, .2, .1, .1)));
    }

    private static Profile profile(Batch rows) {
        return Profile.of(rows, rows.columns().stream().map(Column::name).toList());
    }

    private static Feed feed(Batch reference) {
        return new Feed(profile(reference), StructuralMissing.of(reference, profile(reference)), null);
    }

    private static Batch with(Batch rows, String name, UnaryOperator<Column> change) {
        return new Batch(
                rows.name(),
                rows.columns().stream()
                        .map(column -> column.name().equals(name) ? change.apply(column) : column)
                        .toList(),
                rows.rows());
    }

    private static Column times(Column column, double factor) {
        return column(column.name(), mapped(((NumericColumn) column).values(), x -> x * factor));
    }

    private static Column relabelled(Column column, UnaryOperator<String> change) {
        CategoricalColumn labels = (CategoricalColumn) column;
        return new CategoricalColumn(
                column.name(), labels.dictionary().stream().map(change).toList(), labels.codes());
    }

    private Column blanked(Column column, double share) {
        return switch (column) {
            case NumericColumn numbers ->
                column(column.name(), mapped(numbers.values(), x -> random.nextDouble() < share ? Double.NaN : x));
            case CategoricalColumn labels ->
                new CategoricalColumn(
                        column.name(),
                        labels.dictionary(),
                        Arrays.stream(labels.codes())
                                .map(code -> random.nextDouble() < share ? -1 : code)
                                .toArray());
            default -> throw new AssertionError();
        };
    }

    private static Batch swapped(Batch rows, String one, String other) {
        NumericColumn a = (NumericColumn) rows.column(one).orElseThrow();
        NumericColumn b = (NumericColumn) rows.column(other).orElseThrow();
        return with(with(rows, one, _ -> column(one, b.values())), other, _ -> column(other, a.values()));
    }

    private void isFound(UnaryOperator<Batch> fault, Fault.Kind kind, String column) {
        Feed feed = feed(customers(5_000, 0.015));
        for (int run = 0; run < 5; run++) {
            assertThat(feed.faults(profile(fault.apply(customers(1_000, 0.015)))))
                    .as(kind + " " + column)
                    .isNotEmpty()
                    .first()
                    .satisfies(first -> {
                        assertThat(first.kind()).isEqualTo(kind);
                        assertThat(first.columns()).first().isEqualTo(column);
                    });
        }
    }

    @Test
    void aFaultIsFoundByItsKindAndItsColumn() {
        isFound(rows -> with(rows, "fee", fee -> times(fee, 1000)), Fault.Kind.SCALE, "fee");
        isFound(rows -> with(rows, "age", age -> times(age, 0.01)), Fault.Kind.SCALE, "age");
        isFound(rows -> with(rows, "calls", calls -> times(calls, 10)), Fault.Kind.SCALE, "calls");
        isFound(
                rows -> with(rows, "fee", fee -> column("fee", mapped(new double[1_000], _ -> 60))),
                Fault.Kind.CONSTANT,
                "fee");
        isFound(
                rows -> with(rows, "contract", contract -> relabelled(contract, _ -> "a")),
                Fault.Kind.CONSTANT,
                "contract");
        isFound(
                rows -> with(rows, "region", region -> relabelled(region, label -> label.toUpperCase(Locale.ROOT))),
                Fault.Kind.UNSEEN,
                "region");
        isFound(
                rows -> with(
                        rows, "contract", contract -> relabelled(contract, label -> "b".equals(label) ? "two" : label)),
                Fault.Kind.UNSEEN,
                "contract");
        isFound(rows -> swapped(rows, "tenure", "fee"), Fault.Kind.SWAPPED, "tenure");
        isFound(
                rows -> with(
                        rows,
                        "age",
                        age -> column("age", mapped(((NumericColumn) age).values(), x -> x > 42 ? 999 : x))),
                Fault.Kind.RANGE,
                "age");
        isFound(rows -> with(rows, "age", age -> blanked(age, 0.2)), Fault.Kind.MISSING, "age");
        isFound(rows -> with(rows, "region", region -> blanked(region, 1)), Fault.Kind.MISSING, "region");
    }

    @Test
    void aColumnThatMissesCellsHasLostSomeWhereItMissesTwiceAsManyOrFarFewer() {
        Feed feed = feed(missing(5_000, 0.08));
        assertThat(feed.faults(profile(missing(2_000, 0.0)))).isEmpty();
        assertThat(feed.faults(profile(missing(2_000, 0.145)))).isEmpty();
        assertThat(feed.faults(profile(missing(2_000, 0.21)))).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.MISSING);
            assertThat(fault.columns()).containsExactly("age");
        });
        assertThat(feed(missing(5_000, 0.4)).faults(profile(missing(2_000, 0.52))))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.MISSING);
        assertThat(feed(missing(5_000, 0.4)).faults(profile(missing(2_000, 0.2))))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.MISSING);
    }

    private Batch missing(int rows, double share) {
        return with(customers(rows, 0.015), "age", age -> blanked(age, share));
    }

    @Test
    void aColumnThatTheBatchLacksIsMissing() {
        Profile batch = profile(customers(1_000, 0.015));
        Profile without = new Profile(
                batch.rows(),
                batch.columns().stream()
                        .filter(column -> !column.name().equals("fee"))
                        .toList());
        assertThat(feed(customers(5_000, 0.015)).faults(without))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.MISSING);
                    assertThat(fault.columns()).containsExactly("fee");
                    assertThat(fault.share()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 200, 1_000, 5_000})
    void aSoundBatchHasNoFault(int rows) {
        for (int run = 0; run < 4; run++) {
            Feed feed = feed(customers(2_000, 0.015));
            for (int batch = 0; batch < 5; batch++) {
                assertThat(feed.faults(profile(customers(rows, 0.015)))).isEmpty();
            }
        }
    }

    @Test
    void aRealShiftIsNoFault() {
        Feed feed = feed(customers(5_000, 0.015));
        for (int run = 0; run < 20; run++) {
            Batch rows = customers(1_000, 0.015);
            rows = with(rows, "fee", fee -> column("fee", mapped(((NumericColumn) fee).values(), x -> x + 12)));
            rows = with(rows, "age", age -> times(age, 1.2));
            rows = with(rows, "contract", _ -> column("contract", drawn(random, 1_000, .35, .35, .3)));
            assertThat(feed.faults(profile(rows))).isEmpty();
        }
    }

    @Test
    void blanksThatComeWithManyNewCustomersAreNoFault() {
        for (int run = 0; run < 5; run++) {
            Batch reference = customers(5_000, 0.015);
            Profile batch = profile(customers(1_000, 0.15));
            assertThat(feed(reference).faults(batch)).isEmpty();
            // Without the rows of the reference nobody can know.
            assertThat(new Feed(profile(reference)).faults(batch))
                    .flatExtracting(Fault::columns)
                    .containsExactly("total");
        }
    }

    @Test
    void cellsThatTheFeedBlanksAreFoundAmongStructuralOnes() {
        isFound(rows -> with(rows, "total", total -> blanked(total, 0.2)), Fault.Kind.MISSING, "total");
        isFound(rows -> with(rows, "total", total -> blanked(total, 1)), Fault.Kind.MISSING, "total");
        Feed feed = feed(customers(5_000, 0.015));
        Batch fresh = with(customers(1_000, 0.15), "total", total -> blanked(total, 0.2));
        assertThat(feed.faults(profile(fresh))).singleElement().satisfies(fault -> {
            assertThat(fault.columns()).containsExactly("total");
            assertThat(fault.share()).isBetween(0.1, 0.25);
        });
    }

    @Test
    void columnsThatAreLostTogetherDoNotExcuseEachOther() {
        Batch reference = lostTogether(5_000, 0.02);
        assertThat(feed(reference).faults(profile(lostTogether(1_000, 0.3))))
                .flatExtracting(Fault::columns)
                .contains("a", "b");
    }

    private Batch lostTogether(int rows, double share) {
        double[] a = normal(random, rows, 0);
        double[] b = normal(random, rows, 0);
        for (int row = 0; row < rows; row++) {
            if (random.nextDouble() < share) {
                a[row] = Double.NaN;
                b[row] = Double.NaN;
            }
        }
        return Samples.batch(column("a", a), column("b", b), column("c", normal(random, rows, 0)));
    }

    @Test
    void theColumnThatExplainsBlanksIsFound() {
        Batch reference = customers(5_000, 0.015);
        List<StructuralMissing> found = StructuralMissing.of(reference, profile(reference));
        assertThat(found).singleElement().satisfies(missing -> {
            assertThat(missing.column()).isEqualTo("total");
            assertThat(missing.by()).isEqualTo("tenure");
            assertThat(missing.missing().present()).isBetween(40L, 120L);
        });
    }

    @Test
    void aColumnOfManyLabelsBringsNewOnesWithoutFault() {
        for (int run = 0; run < 20; run++) {
            Feed feed = new Feed(Samples.profile(postcodes(1_000)));
            assertThat(feed.faults(Samples.profile(postcodes(1_000)))).isEmpty();
        }
        Feed feed = new Feed(Samples.profile(postcodes(1_000)));
        assertThat(feed.faults(Samples.profile(column(
                        "postcode",
                        IntStream.range(0, 1_000).mapToObj(row -> "X" + row).toArray(String[]::new)))))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.UNSEEN);
    }

    private Column postcodes(int rows) {
        return column(
                "postcode",
                IntStream.range(0, rows)
                        .mapToObj(_ -> "P" + (int) (3_000 * Math.pow(random.nextDouble(), 2)))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void everyKindHasACodeOfItsOwn(Fault.Kind kind) {
        assertThat(Arrays.stream(Fault.Kind.values()).map(Fault.Kind::code).filter(kind.code()::equals))
                .hasSize(1);
    }

    @Test
    void aBatchWithoutRowsHasNoFault() {
        assertThat(feed(customers(1_000, 0.015)).faults(profile(customers(0, 0))))
                .isEmpty();
    }

    @Test
    void aReferenceWithoutAValueDoesNotMatter() {
        double[] none = mapped(new double[500], _ -> Double.NaN);
        List<Column> columns = new ArrayList<>(customers(500, 0).columns());
        columns.add(column("empty", none));
        Batch reference = new Batch("rows", columns, 500);
        assertThat(feed(reference).faults(profile(reference))).isEmpty();
    }

    private static Profile labels(Object... labelsAndCounts) {
        return new Profile(1_000, List.of(Samples.labels(0, labelsAndCounts)));
    }

    @Test
    void aLabelWrittenOtherwiseIsNamedWithWhatItWas() {
        Feed feed = new Feed(labels("yes", 300L, "no", 700L));
        assertThat(feed.faults(labels("YES", 300L, "no", 700L))).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNSEEN);
            assertThat(fault.sentence()).contains("'YES' was 'yes'");
        });
    }

    @Test
    void aLabelBehindTheFoldedOnesIsUnseenOnlyWhereAnotherIsGone() {
        Feed feed = new Feed(labels("a", 500L, "b", 300L, CategoricalProfile.OTHER, 200L));
        assertThat(feed.faults(labels("a", 500L, " B", 300L, "rare", 200L)))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.UNSEEN);
        assertThat(feed.faults(labels("a", 500L, "two", 300L, "rare", 200L)))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.UNSEEN);
        assertThat(feed.faults(labels("a", 400L, "b", 200L, "rare", 400L)))
                .as("rare labels have become frequent")
                .isEmpty();
        assertThat(feed.faults(labels("a", 100L, "rare", 900L)))
                .as("the others have not kept their shares")
                .isEmpty();
    }

    @Test
    void theRowsOfAnEarlierBatchAreStaleWhateverElseIsWrong() {
        Delivery again = new Delivery(null, "june.csv", List.of(Fault.unreadable("fee", 10, 10, 1_000)));
        assertThat(feed(customers(1_000, 0)).faults(profile(customers(1_000, 0)), again))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.STALE);
                    assertThat(fault.columns()).isEmpty();
                    assertThat(fault.sentence()).contains("june.csv");
                });
    }

    @Test
    void cellsThatCannotBeReadExplainThatTheyAreMissing() {
        Batch blank = with(customers(1_000, 0.015), "fee", fee -> blanked(fee, 0.5));
        Delivery unreadable = new Delivery(null, null, List.of(Fault.unreadable("fee", 500, 500, 1_000)));
        assertThat(feed(customers(5_000, 0.015)).faults(profile(blank), unreadable))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNREADABLE);
                    assertThat(fault.sentence()).contains("fee: 500 of 1,000 cells", "decimal comma");
                });
    }

    @Test
    void equalRowsOfATableOfFewKindsAreNoRepeats() {
        Feed feed = BrokenFeeds.feed(flags(2_000));
        for (int run = 0; run < 20; run++) {
            assertThat(BrokenFeeds.faults(feed, flags(500))).isEmpty();
        }
    }

    private Batch flags(int rows) {
        return Samples.batch(column("a", drawn(random, rows, .5, .5)), column("b", drawn(random, rows, .9, .1)));
    }

    @Test
    void aBatchOfOneDayHasOneWeekdayAndIsSound() {
        SplittableRandom days = new SplittableRandom(7);
        Profile reference = Samples.profile(
                column("weekday", days.ints(3_000, 1, 8).asDoubleStream().toArray()),
                column("hour", days.ints(3_000, 0, 24).asDoubleStream().toArray()));
        double[] monday = new double[500];
        Arrays.fill(monday, 1);
        double[] hours = days.ints(500, 0, 24).asDoubleStream().toArray();
        assertThat(new Feed(reference).faults(Samples.profile(column("weekday", monday), column("hour", hours))))
                .isEmpty();
        // An hour is another matter: a day has all of them.
        double[] sevenDays = days.ints(500, 1, 8).asDoubleStream().toArray();
        assertThat(new Feed(reference).faults(Samples.profile(column("weekday", sevenDays), column("hour", monday))))
                .extracting(Fault::kind)
                .containsExactly(Fault.Kind.CONSTANT);
    }
}
