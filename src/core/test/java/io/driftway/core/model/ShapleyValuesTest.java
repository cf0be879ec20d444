package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ShapleyValuesTest {

    private static final int FEATURES = 5;

    /** x0 <= 1.5 ? (x1 <= 0 ? -0.5 : 0.25) : 1 */
    private static final FlatTrees ONE_TREE = new FlatTrees(
            2,
            0.125,
            new int[] {0},
            new int[] {0, 1, -1, -1, -1},
            new float[] {1.5f, 0, -0.5f, 0.25f, 1},
            new int[] {1, 2, -1, -1, -1},
            new int[] {4, 3, -1, -1, -1});

    @Test
    void aTreeOfThreeLeavesIsAttributedAsByHand() {
        // of 10 rows 3 go left and left, 1 left and right, 6 right
        ShapleyValues shapley = new ShapleyValues(ONE_TREE, List.of(new long[] {3, 1, 6}));

        // v() = .3 (-.5) + .1 (.25) + .6 = .475; v(x0) = -.3125; v(x1) = .4 (-.5) + .6 = .4; v(x0, x1) = -.5
        double[] values = shapley.values(row(1, -1))[0];

        assertThat(shapley.expectation()).isCloseTo(2 * (0.125 + 0.475), within(1e-12));
        assertThat(values[0]).isCloseTo(2 * ((-0.3125 - 0.475) + (-0.5 - 0.4)) / 2, within(1e-12));
        assertThat(values[1]).isCloseTo(2 * ((0.4 - 0.475) + (-0.5 + 0.3125)) / 2, within(1e-12));
    }

    /** Trees of up to 9 leaves have tables; rows have missing values and unseen categories. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 9, 10, 24})
    void valuesEqualThoseOverAllSubsets(int leaves) {
        Random random = new Random(leaves);
        FlatTrees trees =
                FlatTreesTest.sendingMissingLeft(FlatTreesTest.random(random, 4, FEATURES, leaves), new Random(leaves));
        List<long[]> counted = trees.leaves(features(random, 30), 3);
        Features rows = features(random, 300);

        double[][] values = new ShapleyValues(trees, counted).values(rows);

        for (int row = 0; row < rows.rows(); row += 3) {
            double[] expected = overAllSubsets(trees, counted, cells(rows, row));
            for (int f = 0; f < FEATURES; f++) {
                assertThat(values[row][f]).as("row %d, x%d", row, f).isCloseTo(expected[f], within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9, 10, 65, 300})
    void theValuesOfARowAddUpToItsMarginWithoutTheExpectedOne(int leaves) {
        Random random = new Random(leaves);
        FlatTrees trees =
                FlatTreesTest.sendingMissingLeft(FlatTreesTest.random(random, 7, FEATURES, leaves), new Random(leaves));
        ShapleyValues shapley = new ShapleyValues(trees, trees.leaves(features(random, 500), 7));
        Features rows = features(random, 100);

        double[][] values = shapley.values(rows);

        for (int row = 0; row < rows.rows(); row++) {
            double margin = value(trees, List.of(), cells(rows, row), (1 << FEATURES) - 1);
            assertThat(Arrays.stream(values[row]).sum()).isCloseTo(margin - shapley.expectation(), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6, 9, 10, 65})
    void meansAreThoseOfTheValues(int leaves) {
        Random random = new Random(leaves);
        FlatTrees trees =
                FlatTreesTest.sendingMissingLeft(FlatTreesTest.random(random, 7, FEATURES, leaves), new Random(leaves));
        ShapleyValues shapley = new ShapleyValues(trees, trees.leaves(features(random, 500), 7));
        Features rows = features(random, 700);

        Map<String, Double> means = shapley.means(rows, FlatTreesTest.schema(FEATURES));
        List<Attribution> attributions = shapley.attributions(rows, FlatTreesTest.schema(FEATURES));

        double[][] values = shapley.values(rows);
        for (int f = 0; f < FEATURES; f++) {
            int feature = f;
            double mean = Arrays.stream(values)
                    .mapToDouble(row -> row[feature])
                    .average()
                    .orElseThrow();
            double squares = Arrays.stream(values)
                    .mapToDouble(row -> (row[feature] - mean) * (row[feature] - mean))
                    .sum();
            assertThat(means.get("x" + f)).isCloseTo(mean, within(1e-9));
            Attribution attribution = attributions.get(f);
            assertThat(attribution.feature()).isEqualTo("x" + f);
            assertThat(attribution.mean()).isCloseTo(mean, within(1e-9));
            assertThat(attribution.variance()).isCloseTo(squares / 699, within(1e-9));
            assertThat(attribution.magnitude())
                    .isCloseTo(
                            Arrays.stream(values)
                                    .mapToDouble(row -> Math.abs(row[feature]))
                                    .average()
                                    .orElseThrow(),
                            within(1e-9));
        }
    }

    @Test
    void theMovesOfTheFeaturesAddUpToTheMoveOfTheMeanMargin() {
        Random random = new Random(1);
        FlatTrees trees = FlatTreesTest.random(random, 20, FEATURES, 6);
        Features reference = features(random, 400);
        Features current = features(random, 70);
        ShapleyValues shapley = new ShapleyValues(trees, trees.leaves(features(random, 100), 12));

        List<AttributionMove> moves = AttributionMove.ranked(
                shapley.means(reference, FlatTreesTest.schema(FEATURES)),
                shapley.means(current, FlatTreesTest.schema(FEATURES)));

        assertThat(moves.stream().mapToDouble(AttributionMove::move).sum())
                .isCloseTo(meanMargin(trees, current) - meanMargin(trees, reference), within(1e-9));
        assertThat(moves)
                .hasSize(FEATURES)
                .isSortedAccordingTo((a, b) -> Double.compare(Math.abs(b.move()), Math.abs(a.move())));
    }

    @Test
    void withoutTheMeansOfTheReferenceThereIsNoMove() {
        assertThat(AttributionMove.ranked(Map.of(), Map.of("x0", 1.0))).isEmpty();
    }

    /** Leaves under a few features are counted, and others computed row by row. */
    @Test
    void meansOfLeavesUnderManyFeaturesAreThoseOfTheValues() {
        Random random = new Random(4);
        FlatTrees trees = FlatTreesTest.sendingMissingLeft(FlatTreesTest.random(random, 3, 12, 400), random);
        ShapleyValues shapley = new ShapleyValues(trees, trees.leaves(features(random, 500, 12), 3));
        Features rows = features(random, 300, 12);

        Map<String, Double> means = shapley.means(rows, FlatTreesTest.schema(12));

        double[][] values = shapley.values(rows);
        for (int f = 0; f < 12; f++) {
            int feature = f;
            double mean = Arrays.stream(values)
                    .mapToDouble(row -> row[feature])
                    .average()
                    .orElseThrow();
            assertThat(means.get("x" + f)).isCloseTo(mean, within(1e-9));
        }
    }

    @Test
    void aFeatureThatNoTreeAsksForGetsNothing() {
        ShapleyValues shapley = new ShapleyValues(
                new FlatTrees(
                        3,
                        0,
                        new int[] {0},
                        new int[] {2, -1, -1},
                        new float[] {0, 1, 2},
                        new int[] {1, -1, -1},
                        new int[] {2, -1, -1}),
                List.of(new long[] {1, 1}));

        assertThat(shapley.values(row(1, 1, 1))[0]).containsExactly(0, 0, 1);
    }

    @Test
    void noRowsHaveMeansOfZero() {
        ShapleyValues shapley = new ShapleyValues(ONE_TREE, List.of());

        assertThat(shapley.means(features(new Random(1), 0, 2), FlatTreesTest.schema(2)))
                .containsExactly(Map.entry("x0", 0.0), Map.entry("x1", 0.0));
    }

    @Test
    void leavesOfAnotherModelAreRefused() {
        assertThatThrownBy(() -> new ShapleyValues(ONE_TREE, List.of(new long[2])))
                .hasMessage("tree 0 has 3 leaves, and 2 were counted");
        assertThatThrownBy(() -> new ShapleyValues(ONE_TREE, List.of(new long[3], new long[3])))
                .hasMessage("leaves of 2 trees were counted, and the model has 1");
    }

    @Test
    void rowsOfAnotherWidthAreRefused() {
        assertThatThrownBy(() -> new ShapleyValues(ONE_TREE, List.of()).values(features(new Random(1), 3)))
                .hasMessage("the model takes 2 features, got 5");
    }

    /** The definition: each order of the features counts alike. */
    private static double[] overAllSubsets(FlatTrees trees, List<long[]> counted, float[] row) {
        double[] v = new double[1 << FEATURES];
        Arrays.setAll(v, known -> value(trees, counted, row, known));
        double[] values = new double[FEATURES];
        for (int f = 0; f < FEATURES; f++) {
            for (int known = 0; known < v.length; known++) {
                if ((known >> f & 1) == 0) {
                    int size = Integer.bitCount(known);
                    double weight = factorial(size) * factorial(FEATURES - size - 1) / factorial(FEATURES);
                    values[f] += weight * (v[known | 1 << f] - v[known]);
                }
            }
        }
        return values;
    }

    private static double factorial(int n) {
        return n == 0 ? 1 : n * factorial(n - 1);
    }

    /** The margin that is expected when these features of a row are known. */
    private static double value(FlatTrees trees, List<long[]> counted, float[] row, int known) {
        double sum = trees.intercept();
        for (int tree = 0; tree < trees.trees(); tree++) {
            int start = trees.starts()[tree];
            int end = tree + 1 < trees.trees() ? trees.starts()[tree + 1] : trees.feature().length;
            long[] rows = new long[end - start];
            int leaf = 0;
            for (int node = 0; node < rows.length; node++) {
                if (trees.feature()[start + node] == FlatTrees.NONE) {
                    rows[node] = tree < counted.size() ? counted.get(tree)[leaf++] : 0;
                }
            }
            for (int node = rows.length - 1; node >= 0; node--) {
                if (trees.feature()[start + node] != FlatTrees.NONE) {
                    rows[node] = rows[trees.left()[start + node]] + rows[trees.right()[start + node]];
                }
            }
            sum += value(trees, start, 0, rows, row, known);
        }
        return 2 * sum;
    }

    private static double value(FlatTrees trees, int start, int node, long[] rows, float[] row, int known) {
        int feature = trees.feature()[start + node];
        if (feature == FlatTrees.NONE) {
            return trees.value()[start + node];
        }
        int left = trees.left()[start + node];
        int right = trees.right()[start + node];
        double share = (known >> feature & 1) == 1
                ? (goesLeft(trees, start + node, row[feature]) ? 1 : 0)
                : rows[node] == 0 ? 0.5 : (double) rows[left] / rows[node];
        return share * value(trees, start, left, rows, row, known)
                + (1 - share) * value(trees, start, right, rows, row, known);
    }

    private static boolean goesLeft(FlatTrees trees, int node, float cell) {
        return Float.isNaN(cell) ? trees.missingLeft()[node] : cell <= trees.value()[node];
    }

    private static double meanMargin(FlatTrees trees, Features rows) {
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            sum += value(trees, List.of(), cells(rows, row), (1 << FEATURES) - 1);
        }
        return sum / rows.rows();
    }

    private static float[] cells(Features rows, int row) {
        float[] cells = new float[rows.count()];
        for (int f = 0; f < cells.length; f++) {
            cells[f] = rows.at(row, f);
        }
        return cells;
    }

    private static Features row(double... cells) {
        List<Column> columns = IntStream.range(0, cells.length)
                .<Column>mapToObj(f -> new NumericColumn("x" + f, new double[] {cells[f]}))
                .toList();
        List<Field> fields = columns.stream()
                .map(column -> new Field(column.name(), ColumnType.NUM, Role.FEATURE, List.of()))
                .toList();
        return Features.of(new Batch("one row", columns, 1), new Schema(fields, null));
    }

    private static Features features(Random random, int rows) {
        return features(random, rows, FEATURES);
    }

    private static Features features(Random random, int rows, int features) {
        Batch batch = FlatTreesTest.batch(random, rows, features);
        return Features.of(batch, FlatTreesTest.schema(features));
    }
}
