package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every statistic keeps to, on generated columns: any size, ties, constants, two values, wide and narrow ranges. */
class DriftLawsTest {

    private static final int ROUNDS = 150;

    /**
     * Their value for a column against itself is neither 0 nor 1: the table of anderson ends at 0.25, mannw tests one side, which gives about a
     * half, and the statistic of cramer_von_mises has the ties in it.
     */
    private static final Set<DriftMethod> NOT_AT_AN_END_ON_ITSELF =
            EnumSet.of(DriftMethod.ANDERSON_DARLING, DriftMethod.MANN_WHITNEY, DriftMethod.CRAMER_VON_MISES);

    /**
     * The reference is the yardstick (wasserstein, chisquare, g_test, kl_div, empirical_mmd), decides on bins (jensenshannon and psi of
     * numbers), or is asked to be the smaller (mannw).
     */
    private static final Set<DriftMethod> NOT_SYMMETRIC = EnumSet.of(
            DriftMethod.WASSERSTEIN,
            DriftMethod.CHI_SQUARE,
            DriftMethod.G_TEST,
            DriftMethod.KL_DIVERGENCE,
            DriftMethod.MAXIMUM_MEAN_DISCREPANCY,
            DriftMethod.MANN_WHITNEY);

    /** They see order alone. */
    private static final Set<DriftMethod> OF_RANKS = EnumSet.of(
            DriftMethod.KS, DriftMethod.ANDERSON_DARLING, DriftMethod.CRAMER_VON_MISES, DriftMethod.MANN_WHITNEY);

    @ParameterizedTest
    @EnumSource
    void aValueIsInItsRangeOrAReasonIsGiven(DriftMethod method) {
        Random random = new Random(1);
        int values = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (ColumnType type : types(method)) {
                ColumnProfile reference = column(type, random);
                ColumnProfile current = column(type, random);
                Reading reading = method.read(reference, current);
                switch (reading) {
                    case Reading.Value(double value, Simulation simulation) -> {
                        values++;
                        assertThat(value)
                                .as("%s of %s and %s", method, reference, current)
                                .isBetween(0.0, method.direction() == Direction.P_VALUE ? 1.0 : Double.MAX_VALUE);
                        assertThat(simulation != null)
                                .isEqualTo(EnumSet.of(DriftMethod.TOTAL_VARIATION, DriftMethod.MAXIMUM_MEAN_DISCREPANCY)
                                        .contains(method));
                    }
                    case Reading.None(String reason) -> assertThat(reason).isNotBlank();
                }
            }
        }
        assertThat(values).isPositive();
    }

    /** Pairs that a file may hold and arithmetic stumbles over; through the comparison, which keeps ranges beyond a double away. */
    @ParameterizedTest
    @EnumSource
    void extremeNumbersHaveAValueOrAReason(DriftMethod method) {
        double[][] extremes = {
            {0},
            {1e308},
            {-1e308},
            {1e-308},
            {Double.MIN_VALUE},
            {0, Double.MIN_VALUE},
            {1e308, -1e308},
            {1e308, 0, 1e-308},
            {1, Math.nextUp(1.0)},
            {1e15, 1e15 + 0.125, 1e15 + 0.25, 1e15 + 7},
            {-1e300, 0, 0, 0, 0, 0, 1, 1e300},
            {0, 0, 0, 0, 0, 1e-320, 1e-320, 1e-310, 1},
            {1, 2, 3, 4, 5, 6, 7, 1e200},
            new Random(2).doubles(60, -1e307, 1e307).toArray(),
            new Random(3).doubles(60, 0, 1e-307).toArray(),
            new Random(4).doubles(60, 1e9, 1e9 + 1e-5).toArray(),
            new Random(5).doubles(60).map(x -> Math.pow(10, 600 * x - 300)).toArray()
        };
        DriftOptions options = DriftOptions.all(method);
        for (double[] reference : extremes) {
            for (double[] current : extremes) {
                DriftScore score = DriftComparison.compare(Sample.numbers(reference), Sample.numbers(current), options)
                        .scores()
                        .getFirst();
                switch (score) {
                    case DriftScore.Measured measured ->
                        assertThat(measured.value())
                                .as("%s of %s and %s", method, Arrays.toString(reference), Arrays.toString(current))
                                .isBetween(0.0, method.direction() == Direction.P_VALUE ? 1.0 : Double.MAX_VALUE);
                    case DriftScore.Undefined undefined ->
                        assertThat(undefined.reason()).isNotBlank();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aColumnIsNotFarFromItself(DriftMethod method) {
        Random random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            for (ColumnType type : types(method)) {
                ColumnProfile column = column(type, random);
                if (method.read(column, column) instanceof Reading.Value reading) {
                    double value = reading.value();
                    if (!NOT_AT_AN_END_ON_ITSELF.contains(method)) {
                        assertThat(value)
                                .as("%s of %s", method, column)
                                .isCloseTo(method.direction() == Direction.P_VALUE ? 1 : 0, within(1e-12));
                    } else if (method == DriftMethod.ANDERSON_DARLING) {
                        assertThat(value).isEqualTo(0.25);
                    } else if (method == DriftMethod.MANN_WHITNEY) {
                        assertThat(value).isBetween(0.5, 1.0);
                    }
                }
            }
        }
    }

    /** Without ties within a side it stays near 1; with them its statistic is not 0 even here. */
    @Test
    void cramerVonMisesOfDistinctValuesIsNotFarFromItself() {
        for (int size : new int[] {2, 5, 20, 21, 400}) {
            ColumnProfile column = Sample.numbers(new Random(size).doubles(size).toArray())
                    .columns()
                    .getFirst();

            assertThat(value(DriftMethod.CRAMER_VON_MISES, column, column)).isGreaterThan(0.95);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSidesCanBeExchangedWhereNeitherIsTheYardstick(DriftMethod method) {
        Random random = new Random(3);
        for (int round = 0; round < ROUNDS && !NOT_SYMMETRIC.contains(method); round++) {
            for (ColumnType type : types(method)) {
                boolean binsOfReference = type == ColumnType.NUM
                        && EnumSet.of(DriftMethod.JENSEN_SHANNON, DriftMethod.PSI)
                                .contains(method);
                ColumnProfile reference = column(type, random);
                ColumnProfile current = column(type, random);
                if (!binsOfReference
                        && method.read(reference, current) instanceof Reading.Value there
                        && method.read(current, reference) instanceof Reading.Value back) {
                    double tolerance =
                            switch (method) {
                                case TOTAL_VARIATION ->
                                    5 * Math.sqrt(2.0 / 4 / TotalVariation.PERMUTATIONS); // of another permutation
                                case EPPS_SINGLETON -> 1e-6 * there.value() + 1e-12; // S is turned by another angle
                                case CRAMER_VON_MISES -> 1e-12;
                                default -> 1e-9 * there.value() + 1e-15;
                            };
                    assertThat(back.value())
                            .as("%s of %s and %s", method, reference, current)
                            .isCloseTo(there.value(), within(tolerance));
                    if (method == DriftMethod.TOTAL_VARIATION) {
                        assertThat(back.simulation().distance())
                                .isCloseTo(there.simulation().distance(), within(1e-15));
                    }
                }
            }
        }
    }

    /** It is the same whether rows are counted at once, in another order, or in two parts that are merged. */
    @ParameterizedTest
    @EnumSource
    void rowsMayComeInAnyOrderAndInParts(DriftMethod method) {
        Random random = new Random(4);
        for (int round = 0; round < 20 && method.accepts(ColumnType.NUM); round++) {
            List<Double> rows = new ArrayList<>();
            random.doubles(20 + random.nextInt(100)).map(x -> Math.rint(x * 50)).forEach(rows::add);
            ColumnProfile current = numbers(random);
            ColumnProfile sorted = Sample.numbers(array(rows)).columns().getFirst();
            Collections.shuffle(rows, random);
            int half = rows.size() / 2;
            ColumnProfile merged = Sample.numbers(array(rows.subList(0, half)))
                    .columns()
                    .getFirst()
                    .merge(Sample.numbers(array(rows.subList(half, rows.size())))
                            .columns()
                            .getFirst());

            assertThat(merged).isEqualTo(sorted);
            assertThat(method.read(merged, current)).isEqualTo(method.read(sorted, current));
        }
    }

    @ParameterizedTest
    @EnumSource
    void numbersMayBeShifted(DriftMethod method) {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS && method.accepts(ColumnType.NUM); round++) {
            NumericProfile reference = halves(random);
            NumericProfile current = halves(random);

            // halves and the shift are exact, but edges of bins are not: a value on an edge may change bins
            if (!onEdges(method)) {
                assertSame(method, reference, current, moved(reference, 1, 4096), moved(current, 1, 4096), 1);
            }
        }
    }

    /** By 4, which is exact. wasserstein of a reference that is constant has an absolute yardstick; ed goes with the root. */
    @ParameterizedTest
    @EnumSource
    void numbersMayBeInAnotherUnit(DriftMethod method) {
        Random random = new Random(6);
        for (int round = 0; round < ROUNDS && method.accepts(ColumnType.NUM); round++) {
            NumericProfile reference = halves(random);
            NumericProfile current = halves(random);
            if (reference.distinct() > 1) {
                double factor = method == DriftMethod.ENERGY_DISTANCE ? 2 : 1;
                assertSame(method, reference, current, moved(reference, 4, 0), moved(current, 4, 0), factor);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void testsOfRanksSeeOrderAlone(DriftMethod method) {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS && OF_RANKS.contains(method); round++) {
            NumericProfile reference = halves(random);
            NumericProfile current = halves(random);
            NumericProfile cubed = new NumericProfile(
                    "x", Arrays.stream(reference.values()).map(x -> x * x * x).toArray(), reference.counts(), 0, 0);
            NumericProfile currentCubed = new NumericProfile(
                    "x", Arrays.stream(current.values()).map(x -> x * x * x).toArray(), current.counts(), 0, 0);

            assertThat(method.read(cubed, currentCubed)).isEqualTo(method.read(reference, current));
        }
    }

    /** Twenty million rows a side, in counts: distances are those of the same shares, and nothing overflows or takes the time of rows. */
    @ParameterizedTest
    @EnumSource
    void twentyMillionRowsAreCountsLikeAnyOther(DriftMethod method) {
        long times = 200_000;
        Random random = new Random(8);
        for (ColumnType type : types(method)) {
            ColumnProfile reference = hundred(type, random);
            ColumnProfile current = hundred(type, random);
            ColumnProfile many = repeated(reference, times);
            ColumnProfile manyOthers = repeated(current, times);

            assertThat(many.present()).isEqualTo(20_000_000);
            Reading reading = method.read(many, manyOthers);
            if (reading instanceof Reading.Value value) {
                assertThat(value.value())
                        .isBetween(0.0, method.direction() == Direction.P_VALUE ? 1.0 : Double.MAX_VALUE);
                if (EnumSet.of(DriftMethod.WASSERSTEIN, DriftMethod.ENERGY_DISTANCE, DriftMethod.HELLINGER)
                        .contains(method)) {
                    assertThat(value.value())
                            .isCloseTo(value(method, reference, current), within(1e-9 * value.value()));
                }
            } else {
                assertThat(method).isEqualTo(DriftMethod.FISHER_EXACT);
            }
        }
    }

    private static boolean onEdges(DriftMethod method) {
        return EnumSet.of(DriftMethod.JENSEN_SHANNON, DriftMethod.PSI, DriftMethod.KL_DIVERGENCE, DriftMethod.HELLINGER)
                .contains(method);
    }

    private static void assertSame(
            DriftMethod method,
            ColumnProfile reference,
            ColumnProfile current,
            ColumnProfile otherReference,
            ColumnProfile otherCurrent,
            double factor) {
        Reading there = method.read(reference, current);
        Reading here = method.read(otherReference, otherCurrent);
        assertThat(here.getClass()).isEqualTo(there.getClass());
        if (there instanceof Reading.Value a && here instanceof Reading.Value b) {
            assertThat(b.value())
                    .as("%s of %s and %s", method, reference, current)
                    .isCloseTo(factor * a.value(), within(1e-9 * Math.abs(a.value()) + 1e-14));
        }
    }

    private static List<ColumnType> types(DriftMethod method) {
        return Arrays.stream(ColumnType.values()).filter(method::accepts).toList();
    }

    private static ColumnProfile column(ColumnType type, Random random) {
        return type == ColumnType.NUM ? numbers(random) : labels(random);
    }

    private static NumericProfile numbers(Random random) {
        int size = 1 + random.nextInt(random.nextBoolean() ? 12 : 300);
        double[] rows =
                switch (random.nextInt(6)) {
                    case 0 -> random.doubles(size).toArray();
                    case 1 -> random.doubles(size).map(x -> Math.rint(x * 6)).toArray();
                    case 2 -> random.doubles(size).map(x -> 3).toArray();
                    case 3 -> random.doubles(size).map(x -> x < 0.3 ? 0 : 1).toArray();
                    case 4 ->
                        random.doubles(size).map(x -> Math.pow(10, 40 * x - 20)).toArray();
                    default -> random.doubles(size).map(x -> 1e6 + x * 1e-3).toArray();
                };
        return (NumericProfile) Sample.numbers(rows).columns().getFirst();
    }

    /** Of eighth parts, so that shifts and powers of two change no digit. */
    private static NumericProfile halves(Random random) {
        double[] rows = random.doubles(5 + random.nextInt(200))
                .map(x -> Math.rint(x * x * 400) / 8)
                .toArray();
        return (NumericProfile) Sample.numbers(rows).columns().getFirst();
    }

    private static NumericProfile moved(NumericProfile column, double factor, double shift) {
        return new NumericProfile(
                column.name(),
                Arrays.stream(column.values()).map(x -> x * factor + shift).toArray(),
                column.counts(),
                0,
                0);
    }

    private static CategoricalProfile labels(Random random) {
        TreeMap<String, Long> counts = new TreeMap<>();
        int labels = 1 + random.nextInt(random.nextBoolean() ? 2 : 30);
        for (int i = 0; i < labels; i++) {
            counts.merge("c" + random.nextInt(2 * labels), 1L + random.nextInt(1 << random.nextInt(12)), Long::sum);
        }
        return new CategoricalProfile("x", counts, 0);
    }

    private static ColumnProfile hundred(ColumnType type, Random random) {
        if (type == ColumnType.NUM) {
            return Sample.numbers(random.doubles(100).toArray()).columns().getFirst();
        }
        long a = 30 + random.nextInt(40);
        return new CategoricalProfile("x", new TreeMap<>(Map.of("a", a, "b", 100 - a)), 0);
    }

    private static ColumnProfile repeated(ColumnProfile column, long times) {
        return switch (column) {
            case NumericProfile numbers ->
                new NumericProfile(
                        numbers.name(),
                        numbers.values(),
                        Arrays.stream(numbers.counts()).map(c -> c * times).toArray(),
                        0,
                        0);
            case CategoricalProfile labels -> {
                TreeMap<String, Long> counts = new TreeMap<>(labels.counts());
                counts.replaceAll((label, count) -> count * times);
                yield new CategoricalProfile(labels.name(), counts, 0);
            }
        };
    }

    private static double[] array(List<Double> rows) {
        return rows.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double value(DriftMethod method, ColumnProfile reference, ColumnProfile current) {
        return ((Reading.Value) method.read(reference, current)).value();
    }
}
