package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statistics of values with counts against their definitions, row by row or pair by pair, on random columns with ties. */
class BruteForceTest {

    private static final int ROUNDS = 60;

    /** Of every pair of rows: 2 E|X - Y| - E|X - X'| - E|Y - Y'| is the square. */
    @Test
    void energyDistanceIsThatOfPairs() {
        holds(
                DriftMethod.ENERGY_DISTANCE,
                (r, c) -> Math.sqrt(2 * pairs(r, c, (x, y) -> Math.abs(x - y))
                        - pairs(r, r, (x, y) -> Math.abs(x - y))
                        - pairs(c, c, (x, y) -> Math.abs(x - y))),
                1e-7); // the definition takes the root of a difference that is nearly 0
    }

    /** Between sorted rows at equal shares: as many copies of either side as the other has rows. */
    @Test
    void wassersteinIsThatOfMatchedRows() {
        holds(
                DriftMethod.WASSERSTEIN,
                (r, c) -> {
                    double sum = 0;
                    for (int i = 0; i < r.length * c.length; i++) {
                        sum += Math.abs(r[i / c.length] - c[i / r.length]);
                    }
                    double mean = Arrays.stream(r).average().orElseThrow();
                    double variance = Arrays.stream(r)
                            .map(x -> (x - mean) * (x - mean))
                            .average()
                            .orElseThrow();
                    return sum / r.length / c.length / Math.max(0.001, Math.sqrt(variance));
                },
                1e-12);
    }

    /** From U as the number of pairs in which the reference is below, ties a half, by the normal distribution. */
    @Test
    void mannWhitneyIsThatOfPairs() {
        holds(
                DriftMethod.MANN_WHITNEY,
                (r, c) -> {
                    double n = r.length;
                    double m = c.length;
                    double u = n * m * pairs(r, c, (x, y) -> x < y ? 1 : x == y ? 0.5 : 0);
                    double[] pooled = pooled(r, c);
                    double ties = Arrays.stream(pooled)
                            .map(x -> Math.pow(count(pooled, x), 2) - 1)
                            .sum();
                    double deviation = Math.sqrt(n * m / 12 * (n + m + 1 - ties / (n + m) / (n + m - 1)));
                    return NormalDistribution.of(0, 1).survivalProbability((u - n * m / 2 - 0.5) / deviation);
                },
                1e-12);
    }

    /** U of Anderson (1962) from the mid-rank of each row, and T from U. */
    @Test
    void cramerVonMisesIsThatOfMidRanks() {
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            double[] r = rows(random);
            double[] c = rows(random);
            double n = r.length;
            double m = c.length;
            double u = n * rankSum(r, pooled(r, c)) + m * rankSum(c, pooled(r, c));
            double expected = u / (n * m * (n + m)) - (4 * n * m - 1) / (6 * (n + m));

            assertThat(CramerVonMises.statistic(numbers(r), numbers(c), n, m))
                    .isCloseTo(expected, within(1e-10)); // the definition is a difference of numbers near 100
        }
    }

    /** Every order of 4 and 6 values is listed. */
    @Test
    void theExactCramerVonMisesCountsOrders() {
        double[] all = IntStream.range(0, 10).mapToDouble(i -> i).toArray();
        double[][] orders = IntStream.range(0, 1 << 10)
                .filter(bits -> Integer.bitCount(bits) == 4)
                .mapToObj(bits -> IntStream.range(0, 10)
                        .filter(i -> (bits >> i & 1) == 1)
                        .mapToDouble(i -> i)
                        .toArray())
                .toArray(double[][]::new);
        double[] sums = Arrays.stream(orders)
                .mapToDouble(r -> 4 * rankSum(r, all) + 6 * rankSum(others(r, all), all))
                .toArray();
        for (int k = 0; k < orders.length; k++) {
            double seen = sums[k];
            double expected = Arrays.stream(sums).filter(s -> s >= seen).count() / (double) sums.length;

            assertThat(value(DriftMethod.CRAMER_VON_MISES, numbers(orders[k]), numbers(others(orders[k], all))))
                    .isCloseTo(expected, within(1e-15));
        }
    }

    /** Every order of 3 and 7 values is listed, for both tests that count orders. */
    @Test
    void theExactMannWhitneyAndKolmogorovSmirnovCountOrders() {
        double[] all = IntStream.range(0, 10).mapToDouble(i -> i).toArray();
        double[][] orders = IntStream.range(0, 1 << 10)
                .filter(bits -> Integer.bitCount(bits) == 3)
                .mapToObj(bits -> IntStream.range(0, 10)
                        .filter(i -> (bits >> i & 1) == 1)
                        .mapToDouble(i -> i)
                        .toArray())
                .toArray(double[][]::new);
        for (double[] order : orders) {
            double[] rest = others(order, all);
            double below = pairs(order, rest, (x, y) -> x < y ? 1 : 0);
            double apart = largestGap(order, rest);
            double belowShare = Arrays.stream(orders)
                            .filter(o -> pairs(o, others(o, all), (x, y) -> x < y ? 1 : 0) >= below - 1e-9)
                            .count()
                    / (double) orders.length;
            double apartShare = Arrays.stream(orders)
                            .filter(o -> largestGap(o, others(o, all)) >= apart - 1e-9)
                            .count()
                    / (double) orders.length;

            assertThat(value(DriftMethod.MANN_WHITNEY, numbers(order), numbers(rest)))
                    .isCloseTo(belowShare, within(1e-14));
            assertThat(value(DriftMethod.KS, numbers(order), numbers(rest))).isCloseTo(apartShare, within(1e-14));
        }
    }

    /** Both exact formulas count the same paths: those of equal sizes by reflection, others row by row. */
    @ParameterizedTest
    @CsvSource({"40, 40", "39, 41", "12, 60", "1, 25", "17, 3"})
    void theExactKolmogorovSmirnovCountsPathsThatStayInside(int n, int m) {
        for (int k = 1; k <= 20; k++) {
            double d = k / 20.0;
            long lcm = (long) n * m / gcd(n, m);
            double near = Math.rint(d * lcm) / lcm;
            double[][] inside = new double[n + 1][m + 1];
            double[][] all = new double[n + 1][m + 1];
            for (int i = 0; i <= n; i++) {
                for (int j = 0; j <= m; j++) {
                    boolean far = Math.abs((double) i / n - (double) j / m) > near - 1e-9;
                    all[i][j] = i + j == 0 ? 1 : (i > 0 ? all[i - 1][j] : 0) + (j > 0 ? all[i][j - 1] : 0);
                    inside[i][j] =
                            far ? 0 : i + j == 0 ? 1 : (i > 0 ? inside[i - 1][j] : 0) + (j > 0 ? inside[i][j - 1] : 0);
                }
            }

            assertThat(LatticePaths.probabilityOfDistance(n, m, d))
                    .isCloseTo(1 - inside[n][m] / all[n][m], within(1e-13));
        }
    }

    /** W from rows, with the inverse of S by elimination. */
    @Test
    void eppsSingletonIsThatOfRows() {
        Random random = new Random(5);
        for (int round = 0; round < ROUNDS; round++) {
            double[] r = random.doubles(5 + random.nextInt(60), -3, 9).toArray();
            double[] c = random.doubles(5 + random.nextInt(60), -3, 11).toArray();
            double expected = ChiSquaredDistribution.of(4).survivalProbability(eppsSingleton(r, c));

            assertThat(value(DriftMethod.EPPS_SINGLETON, numbers(r), numbers(c)))
                    .isCloseTo(expected, within(1e-9 * expected));
        }
    }

    /** The unbiased estimate over pairs of different rows. */
    @Test
    void theDiscrepancyIsThatOfPairs() {
        Random random = new Random(3);
        int compared = 0;
        for (int round = 0; round < 20; round++) {
            double[] r = rows(random);
            double[] c = rows(random);
            double[] distances = IntStream.range(0, r.length)
                    .boxed()
                    .flatMapToDouble(i -> IntStream.range(0, i).mapToDouble(j -> Math.abs(r[i] - r[j])))
                    .sorted()
                    .toArray();
            double median = Math.pow(distances[(distances.length - 1) / 2], 2);
            DoubleBinaryOperator kernel = (x, y) -> Math.exp(-(x - y) * (x - y) / median);
            double n = r.length;
            double m = c.length;
            double expected = (pairs(r, r, kernel) * n - 1) / (n - 1)
                    + (pairs(c, c, kernel) * m - 1) / (m - 1)
                    - 2 * pairs(r, c, kernel);

            Reading reading = DriftMethod.MAXIMUM_MEAN_DISCREPANCY.read(numbers(r), numbers(c));

            if (median > 0) {
                compared++;
                assertThat(simulation(reading).distance()).isCloseTo(expected, within(1e-12));
            } else {
                assertThat(reading).isInstanceOf(Reading.None.class);
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    /** With two labels there is one table for each count, whose probabilities are hypergeometric. */
    @ParameterizedTest
    @CsvSource({"400, 250, 190, 130", "50, 60, 20, 31", "1000, 30, 500, 22", "90000, 110000, 45000, 55300"})
    void totalVariationIsWithinTheErrorOfItsSimulation(int n, int m, int x, int y) {
        HypergeometricDistribution tables = HypergeometricDistribution.of(n + m, x + y, n);
        double seen = Math.abs(x / (double) n - y / (double) m);
        double expected = IntStream.rangeClosed(Math.max(0, x + y - m), Math.min(n, x + y))
                .filter(k -> Math.abs(k / (double) n - (x + y - k) / (double) m) >= seen - 1e-12)
                .mapToDouble(tables::probability)
                .sum();

        Reading.Value reading =
                (Reading.Value) TotalVariation.pValue(new PairedCounts(new long[] {x, n - x}, new long[] {y, m - y}));

        assertThat(simulation(reading).distance()).isCloseTo(seen, within(1e-15));
        assertThat(reading.value())
                .isCloseTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / TotalVariation.PERMUTATIONS)));
    }

    /** Pearson's test of 20,000 draws with a fixed seed; classes with less than 5 expected are put together. */
    @ParameterizedTest
    @CsvSource({
        "1, 10, 4",
        "3, 7, 5",
        "9, 10, 9",
        "50, 60, 20",
        "400, 650, 320",
        "20, 40000000, 20000000",
        "300, 40000000, 900000"
    })
    void drawsAreHypergeometric(int kind, int whole, int part) {
        SplittableRandom random = new SplittableRandom(1);
        HypergeometricDistribution exact = HypergeometricDistribution.of(whole, kind, part);
        int draws = 20_000;
        long[] seen = new long[kind + 1];
        for (int i = 0; i < draws; i++) {
            seen[Math.toIntExact(HypergeometricDraw.next(random, kind, whole, part))]++;
        }
        double sum = 0;
        double expected = 0;
        long observed = 0;
        int classes = 0;
        for (int k = 0; k <= kind; k++) {
            expected += draws * exact.probability(k);
            observed += seen[k];
            boolean rest = draws * exact.survivalProbability(k) < 5;
            if (expected >= 5 && (!rest || k == kind)) {
                sum += (observed - expected) * (observed - expected) / expected;
                classes++;
                expected = 0;
                observed = 0;
            }
        }

        assertThat(classes).isGreaterThan(1);
        assertThat(ChiSquaredDistribution.of(classes - 1).survivalProbability(sum))
                .isGreaterThan(1e-4);
    }

    private static Simulation simulation(Reading reading) {
        return Objects.requireNonNull(((Reading.Value) reading).simulation());
    }

    private static double eppsSingleton(double[] r, double[] c) {
        double[] pooled = pooled(r, c);
        double n = r.length;
        double m = c.length;
        double scale = (quantile(pooled, 0.75) - quantile(pooled, 0.25)) / 2;
        double[][] left = characteristic(r, scale);
        double[][] right = characteristic(c, scale);
        double[][] system = new double[4][5];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                system[i][j] = (n + m) * (covariance(left[i], left[j]) / n + covariance(right[i], right[j]) / m);
            }
            system[i][4] = mean(left[i]) - mean(right[i]);
        }
        double w = 0;
        double[] solved = solve(system);
        for (int i = 0; i < 4; i++) {
            w += (n + m) * solved[i] * (mean(left[i]) - mean(right[i]));
        }
        return Math.max(n, m) < 25
                ? w / (1 + Math.pow(n + m, -0.45) + 10.1 * (Math.pow(n, -1.7) + Math.pow(m, -1.7)))
                : w;
    }

    private static double[][] characteristic(double[] rows, double scale) {
        return new double[][] {
            Arrays.stream(rows).map(x -> Math.cos(0.4 * x / scale)).toArray(),
            Arrays.stream(rows).map(x -> Math.cos(0.8 * x / scale)).toArray(),
            Arrays.stream(rows).map(x -> Math.sin(0.4 * x / scale)).toArray(),
            Arrays.stream(rows).map(x -> Math.sin(0.8 * x / scale)).toArray()
        };
    }

    private static double quantile(double[] rows, double share) {
        double rank = share * (rows.length - 1);
        int below = (int) rank;
        return rows[below] + (rank - below) * (rows[Math.min(rows.length - 1, below + 1)] - rows[below]);
    }

    private static double mean(double[] rows) {
        return Arrays.stream(rows).average().orElseThrow();
    }

    private static double covariance(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - mean(a)) * (b[i] - mean(b)))
                .average()
                .orElseThrow();
    }

    /** Of a system with its right side in the last column. */
    private static double[] solve(double[][] system) {
        int size = system.length;
        for (int k = 0; k < size; k++) {
            int column = k;
            int best = IntStream.range(k, size)
                    .reduce(k, (a, b) -> Math.abs(system[b][column]) > Math.abs(system[a][column]) ? b : a);
            double[] row = system[best];
            system[best] = system[k];
            system[k] = row;
            for (int i = 0; i < size; i++) {
                double factor = i == k ? 0 : system[i][k] / row[k];
                for (int j = k; j <= size; j++) {
                    system[i][j] -= factor * row[j];
                }
            }
        }
        return IntStream.range(0, size)
                .mapToDouble(i -> system[i][size] / system[i][i])
                .toArray();
    }

    private static void holds(DriftMethod method, ToDoubleBiFunction<double[], double[]> definition, double relative) {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            double[] r = rows(random);
            double[] c = rows(random);
            double expected = definition.applyAsDouble(r, c);

            assertThat(value(method, numbers(r), numbers(c)))
                    .as("%s of %s and %s", method, Arrays.toString(r), Arrays.toString(c))
                    .isCloseTo(expected, within(relative * Math.max(expected, 1e-3)));
        }
    }

    /** 9 to 58 rows, sorted, of few values. */
    private static double[] rows(Random random) {
        int values = 3 + random.nextInt(40);
        return random.doubles(9 + random.nextInt(50))
                .map(x -> Math.floor(x * values) / 4)
                .sorted()
                .toArray();
    }

    private static double pairs(double[] left, double[] right, DoubleBinaryOperator of) {
        double sum = 0;
        for (double x : left) {
            for (double y : right) {
                sum += of.applyAsDouble(x, y);
            }
        }
        return sum / left.length / right.length;
    }

    private static double largestGap(double[] left, double[] right) {
        return Arrays.stream(pooled(left, right))
                .map(x -> Math.abs(share(left, x) - share(right, x)))
                .max()
                .orElseThrow();
    }

    private static double share(double[] rows, double upTo) {
        return Arrays.stream(rows).filter(x -> x <= upTo).count() / (double) rows.length;
    }

    /** Sum of (rank in all - rank in the side)^2, ranks of ties in the middle. */
    private static double rankSum(double[] side, double[] all) {
        double sum = 0;
        for (int i = 0; i < side.length; i++) {
            double x = side[i];
            double rank = Arrays.stream(all).filter(v -> v < x).count() + (count(all, x) + 1) / 2;
            sum += (rank - i - 1) * (rank - i - 1);
        }
        return sum;
    }

    private static double count(double[] rows, double value) {
        return Arrays.stream(rows).filter(v -> v == value).count();
    }

    private static double[] others(double[] chosen, double[] all) {
        return Arrays.stream(all).filter(x -> count(chosen, x) == 0).toArray();
    }

    private static double[] pooled(double[] left, double[] right) {
        return IntStream.range(0, left.length + right.length)
                .mapToDouble(i -> i < left.length ? left[i] : right[i - left.length])
                .sorted()
                .toArray();
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static NumericProfile numbers(double[] rows) {
        ColumnProfile column = Sample.numbers(rows).columns().getFirst();
        assertThat(column.type()).isEqualTo(ColumnType.NUM);
        return (NumericProfile) column;
    }

    private static double value(DriftMethod method, NumericProfile reference, NumericProfile current) {
        return ((Reading.Value) method.read(reference, current)).value();
    }
}
