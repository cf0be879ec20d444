package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatTreesTest {

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
    void theProbabilityIsTheLogisticOfTwiceTheSum() {
        // python3: 1 / (1 + math.exp(-2 * (0.125 + leaf))) for the leaves -0.5, 0.25 and 1
        assertThat(ONE_TREE.probability(new float[] {1, -1})).isCloseTo(0.320821300824607f, within(1e-7f));
        assertThat(ONE_TREE.probability(new float[] {1, 1})).isCloseTo(0.679178699175393f, within(1e-7f));
        assertThat(ONE_TREE.probability(new float[] {2, 1})).isCloseTo(0.904650535100891f, within(1e-7f));
    }

    @Test
    void aValueAtTheThresholdGoesLeftAndTheNextFloatGoesRight() {
        assertThat(ONE_TREE.probability(new float[] {1.5f, 0})).isEqualTo(ONE_TREE.probability(new float[] {1, -1}));
        assertThat(ONE_TREE.probability(new float[] {Math.nextUp(1.5f), 0}))
                .isEqualTo(ONE_TREE.probability(new float[] {2, 1}));
    }

    @Test
    void aMissingValueGoesRight() {
        assertThat(ONE_TREE.probability(new float[] {Float.NaN, -1}))
                .isEqualTo(ONE_TREE.probability(new float[] {2, -1}));
        assertThat(ONE_TREE.probability(new float[] {1, Float.NaN}))
                .isEqualTo(ONE_TREE.probability(new float[] {1, 1}));
    }

    @Test
    void aMissingValueGoesLeftWhereTheNodeSaysSo() {
        FlatTrees trees = new FlatTrees(
                2,
                0.125,
                ONE_TREE.starts(),
                ONE_TREE.feature(),
                ONE_TREE.value(),
                ONE_TREE.left(),
                ONE_TREE.right(),
                new boolean[] {true, false, false, false, false});

        assertThat(trees.sendsMissingLeft()).isTrue();
        assertThat(ONE_TREE.sendsMissingLeft()).isFalse();
        assertThat(trees.probability(new float[] {Float.NaN, -1})).isEqualTo(trees.probability(new float[] {1, -1}));
        assertThat(trees.probability(new float[] {1, Float.NaN})).isEqualTo(trees.probability(new float[] {1, 1}));
        assertThat(trees.probability(new float[] {2, -1})).isEqualTo(ONE_TREE.probability(new float[] {2, -1}));
    }

    @Test
    void aLeafThatSendsMissingValuesLeftIsRefused() {
        assertThatThrownBy(() -> new FlatTrees(
                        1, 0, new int[1], new int[] {-1}, new float[1], new int[] {-1}, new int[] {-1}, new boolean[] {
                            true
                        }))
                .hasMessageContaining("tree 0, node 0");
    }

    /** From the smallest to the largest number, with the thresholds at both ends. */
    @Test
    void numbersGoTheSameWayWhereverMissingValuesGo() {
        for (float threshold : new float[] {-Float.MAX_VALUE, -Float.MIN_VALUE, 0, 1.5f, Float.MAX_VALUE}) {
            for (int leaves : new int[] {2, 65}) {
                FlatTrees right = ramp(threshold, leaves);
                FlatTrees left = sendingMissingLeft(right, null);
                for (float cell : new float[] {-Float.MAX_VALUE, -1, -0f, 0, Float.MIN_VALUE, 1.5f, Float.MAX_VALUE}) {
                    Features row = Features.of(
                            new Batch("row", List.of(new NumericColumn("x0", new double[] {cell})), 1), schema(1));
                    assertThat(left.probabilities(row))
                            .containsExactly(right.probabilities(row))
                            .containsExactly(right.probability(new float[] {cell}));
                }
            }
        }
    }

    /** One node with a threshold, and below it, to the right, a chain that always goes right. */
    private static FlatTrees ramp(float threshold, int leaves) {
        int nodes = 2 * leaves - 1;
        int[] feature = new int[nodes];
        float[] value = new float[nodes];
        int[] left = new int[nodes];
        int[] right = new int[nodes];
        for (int node = 0; node < nodes; node++) {
            boolean leaf = node % 2 == 1 || node == nodes - 1;
            feature[node] = leaf ? FlatTrees.NONE : 0;
            left[node] = leaf ? FlatTrees.NONE : node + 1;
            right[node] = leaf ? FlatTrees.NONE : node + 2;
            value[node] = leaf ? node / 1e4f : node == 0 ? threshold : -Float.MAX_VALUE;
        }
        return new FlatTrees(1, 0, new int[1], feature, value, left, right);
    }

    /** 2, 6 and 64 leaves are scored by masks, 65 and 2,048 by walking. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 63, 64, 65, 2_048})
    void blocksGiveTheSameBitsAsWalkingRowByRow(int leaves) {
        Random random = new Random(leaves);
        FlatTrees trees = sendingMissingLeft(random(random, 7, 5, leaves), new Random(leaves));
        Features features = Features.of(batch(random, 1_000, 5), schema(5));

        float[] probabilities = trees.probabilities(features);

        for (int row = 0; row < probabilities.length; row++) {
            float[] cells = new float[5];
            for (int f = 0; f < cells.length; f++) {
                cells[f] = features.at(row, f);
            }
            assertThat(probabilities[row]).as("row %d", row).isEqualTo(trees.probability(cells));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 63, 64, 65, 2_048})
    void blocksCountTheLeavesThatWalkingRowByRowReaches(int leaves) {
        Random random = new Random(leaves);
        FlatTrees trees = sendingMissingLeft(random(random, 7, 5, leaves), new Random(leaves));
        Features features = Features.of(batch(random, 1_000, 5), schema(5));

        List<long[]> fallen = trees.leaves(features, 6);

        assertThat(fallen).hasSize(6);
        List<long[]> onTheWay = trees.counters(6);
        assertThat(trees.probabilities(features, onTheWay)).containsExactly(trees.probabilities(features));
        assertThat(onTheWay.toArray(long[][]::new)).isDeepEqualTo(fallen.toArray(long[][]::new));
        int[] feature = trees.feature();
        float[] value = trees.value();
        int[] left = trees.left();
        int[] right = trees.right();
        boolean[] missingLeft = trees.missingLeft();
        for (int tree = 0; tree < 6; tree++) {
            int start = trees.starts()[tree];
            long[] reached = new long[2 * leaves - 1];
            for (int row = 0; row < features.rows(); row++) {
                int node = 0;
                while (feature[start + node] != FlatTrees.NONE) {
                    float cell = features.at(row, feature[start + node]);
                    node = cell <= value[start + node] || Float.isNaN(cell) && missingLeft[start + node]
                            ? left[start + node]
                            : right[start + node];
                }
                reached[node]++;
            }
            int[] places = IntStream.range(0, reached.length)
                    .filter(node -> feature[start + node] == FlatTrees.NONE)
                    .toArray();
            assertThat(fallen.get(tree))
                    .containsExactly(Arrays.stream(places)
                            .mapToLong(node -> reached[node])
                            .toArray());
        }
    }

    @Test
    void noRowsGiveNoProbabilities() {
        assertThat(ONE_TREE.probabilities(Features.of(batch(new Random(1), 0, 2), schema(2))))
                .isEmpty();
    }

    @Test
    void rowsOfAnotherWidthAreRefused() {
        assertThatThrownBy(() -> ONE_TREE.probabilities(Features.of(batch(new Random(1), 3, 3), schema(3))))
                .hasMessage("the model takes 2 features, got 3");
    }

    @Test
    void changingAnArrayAfterwardsChangesNothing() {
        float before = ONE_TREE.probability(new float[] {1, -1});
        ONE_TREE.value()[2] = 9;
        ONE_TREE.starts()[0] = 3;
        assertThat(ONE_TREE.probability(new float[] {1, -1})).isEqualTo(before);
    }

    @Test
    void aChildBeforeItsParentIsRefused() {
        assertThatThrownBy(
                        () -> tree(new int[] {0, -1, -1}, new float[3], new int[] {0, -1, -1}, new int[] {2, -1, -1}))
                .hasMessage("tree 0, node 0: feature 0, value 0.0, children 0 and 2 cannot be");
    }

    @Test
    void aChildOutsideTheTreeIsRefused() {
        assertThatThrownBy(
                        () -> tree(new int[] {0, -1, -1}, new float[3], new int[] {1, -1, -1}, new int[] {3, -1, -1}))
                .hasMessageContaining("children 1 and 3 cannot be");
    }

    @Test
    void aChildOfTwoParentsIsRefused() {
        assertThatThrownBy(
                        () -> tree(new int[] {0, -1, -1}, new float[3], new int[] {1, -1, -1}, new int[] {1, -1, -1}))
                .hasMessageContaining("children 1 and 1 cannot be");
    }

    @Test
    void aNodeThatNothingLeadsToIsRefused() {
        assertThatThrownBy(() -> tree(new int[] {-1, -1}, new float[2], new int[] {-1, -1}, new int[] {-1, -1}))
                .hasMessage("tree 0 has a node that no other leads to");
    }

    @Test
    void aFeatureThatTheRowsDoNotHaveIsRefused() {
        assertThatThrownBy(
                        () -> tree(new int[] {2, -1, -1}, new float[3], new int[] {1, -1, -1}, new int[] {2, -1, -1}))
                .hasMessageContaining("feature 2");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aValueThatIsNotFiniteIsRefused(float value) {
        assertThatThrownBy(() -> tree(new int[] {-1}, new float[] {value}, new int[] {-1}, new int[] {-1}))
                .hasMessageContaining("value " + value);
    }

    @Test
    void noTreeAtAllIsRefused() {
        assertThatThrownBy(() -> new FlatTrees(1, 0, new int[0], new int[0], new float[0], new int[0], new int[0]))
                .hasMessage("trees must be 1 to 10000, got 0");
    }

    @Test
    void aTreeOverTheLimitIsRefused() {
        Random random = new Random(1);
        assertThatThrownBy(() -> random(random, 1, 1, 2_049)).hasMessage("tree 0 must have 1 to 4096 nodes, got 4097");
    }

    private static void tree(int[] feature, float[] value, int[] left, int[] right) {
        new FlatTrees(2, 0, new int[] {0}, feature, value, left, right);
    }

    /** Trees of random shape whose thresholds are among the values that rows have. */
    static FlatTrees random(Random random, int trees, int features, int leaves) {
        int nodes = 2 * leaves - 1;
        int[] starts = new int[trees];
        int[] feature = new int[trees * nodes];
        float[] value = new float[feature.length];
        int[] left = new int[feature.length];
        int[] right = new int[feature.length];
        Arrays.fill(feature, -1);
        Arrays.fill(left, -1);
        Arrays.fill(right, -1);
        for (int tree = 0; tree < trees; tree++) {
            int start = starts[tree] = tree * nodes;
            List<Integer> open = new ArrayList<>(List.of(0));
            for (int next = 1; next < nodes; next += 2) {
                int node = open.remove(random.nextInt(open.size()));
                feature[start + node] = random.nextInt(features);
                left[start + node] = next;
                right[start + node] = next + 1;
                open.addAll(List.of(next, next + 1));
            }
            for (int node = start; node < start + nodes; node++) {
                value[node] = feature[node] < 0 ? random.nextFloat() - 0.5f : (random.nextInt(21) - 10) / 10f;
            }
        }
        return new FlatTrees(features, random.nextGaussian(), starts, feature, value, left, right);
    }

    /** These trees, of whose nodes some, or all without a random, send missing values left. */
    static FlatTrees sendingMissingLeft(FlatTrees trees, @Nullable Random random) {
        int[] feature = trees.feature();
        boolean[] missingLeft = new boolean[feature.length];
        for (int node = 0; node < feature.length; node++) {
            missingLeft[node] = feature[node] != FlatTrees.NONE && (random == null || random.nextBoolean());
        }
        return new FlatTrees(
                trees.features(),
                trees.intercept(),
                trees.starts(),
                feature,
                trees.value(),
                trees.left(),
                trees.right(),
                missingLeft);
    }

    static Schema schema(int features) {
        List<Field> fields = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            fields.add(
                    f == 1
                            ? new Field("x1", ColumnType.CAT, Role.FEATURE, List.of("a", "b"))
                            : new Field("x" + f, ColumnType.NUM, Role.FEATURE, List.of()));
        }
        return new Schema(fields, null);
    }

    /** Numbers, missing values and an unseen category. */
    static Batch batch(Random random, int rows, int features) {
        List<Column> columns = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            columns.add(
                    f == 1
                            ? new CategoricalColumn(
                                    "x1",
                                    List.of("b", "unseen", "a"),
                                    random.ints(rows, -1, 3).toArray())
                            : new NumericColumn(
                                    "x" + f,
                                    random.doubles(rows)
                                            .map(v -> v < 0.1
                                                    ? Double.NaN
                                                    : v < 0.15 ? -0.0 : Math.rint(30 * v - 15) / 10)
                                            .toArray()));
        }
        return new Batch("random", columns, rows);
    }
}
