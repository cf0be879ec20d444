package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.decision.BatchCounts;
import io.driftway.core.decision.ColumnCounts;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.ReferenceColumn;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A population's rows as the cells and leaves of a reference that they fall into, a byte each. Counting a batch then costs a look at each byte of its
 * rows, and the counts are those of {@link Reference#count}.
 */
final class Coded {

    private static final int CELLS = 128;

    /** What does not depend on the reference: each column's values by their order, and the leaves. */
    static final class Ranked {

        private record Ranks(int[] ofRows, List<? extends ColumnProfile> inOrder) {}

        private final int rows;
        private final Map<String, Ranks> columns;
        private final byte[] leaves;
        private final int[] leavesOf;

        Ranked(Population population, @Nullable Champion champion) {
            Batch batch = population.rows();
            rows = batch.rows();
            List<Column> ranked = new ArrayList<>();
            population.features().forEach(name -> ranked.add(population.column(name)));
            if (champion != null) {
                ranked.add(ScoredBatch.prediction(champion.probabilities(batch)));
            }
            columns = ranked.stream().collect(Collectors.toMap(Column::name, Ranked::ranks));
            leavesOf = champion == null
                    ? new int[0]
                    : champion.leaves(batch.select(new int[] {0})).stream()
                            .mapToInt(fallen -> fallen.length)
                            .toArray();
            leaves = champion == null ? new byte[0] : leaves(champion, batch, leavesOf.length);
        }

        private static Ranks ranks(Column column) {
            return switch (column) {
                case NumericColumn(String name, double[] values) -> {
                    double[] distinct = Arrays.stream(values)
                            .filter(Double::isFinite)
                            .map(value -> value + 0.0)
                            .sorted()
                            .distinct()
                            .toArray();
                    long[] once = new long[distinct.length];
                    Arrays.fill(once, 1);
                    yield new Ranks(
                            Arrays.stream(values)
                                    .mapToInt(value ->
                                            Double.isFinite(value) ? Arrays.binarySearch(distinct, value + 0.0) : -1)
                                    .toArray(),
                            List.of(new NumericProfile(name, distinct, once, 0, 0)));
                }
                case CategoricalColumn(String name, List<String> dictionary, int[] codes) ->
                    new Ranks(
                            codes,
                            dictionary.stream()
                                    .map(label -> new CategoricalProfile(name, new TreeMap<>(Map.of(label, 1L)), 0))
                                    .toList());
                default -> throw new IllegalArgumentException(column.name() + " names rows");
            };
        }

        private static byte[] leaves(Champion champion, Batch batch, int trees) {
            FlatTrees model = champion.trees();
            int[] starts = model.starts();
            int[] feature = model.feature();
            float[] value = model.value();
            int[] left = model.left();
            int[] right = model.right();
            Features rows = Features.of(batch, champion.schema());
            byte[] leaves = new byte[batch.rows() * trees];
            for (int row = 0; row < batch.rows(); row++) {
                for (int tree = 0; tree < trees; tree++) {
                    int node = starts[tree];
                    while (feature[node] != FlatTrees.NONE) {
                        node = starts[tree] + (rows.at(row, feature[node]) <= value[node] ? left[node] : right[node]);
                    }
                    int before = 0;
                    for (int other = starts[tree]; other < node; other++) {
                        before += feature[other] == FlatTrees.NONE ? 1 : 0;
                    }
                    leaves[row * trees + tree] = (byte) before;
                }
            }
            return leaves;
        }
    }

    private final Ranked ranked;
    private final int[] cells;
    private final byte[] codes;

    Coded(Ranked ranked, Reference reference) {
        this.ranked = ranked;
        cells = reference.columns().stream()
                .mapToInt(column -> column.counts().cells().length)
                .toArray();
        codes = new byte[ranked.rows * cells.length];
        for (int column = 0; column < cells.length; column++) {
            Ranked.Ranks ranks =
                    ranked.columns.get(reference.columns().get(column).name());
            byte[] cellOf = cells(reference.columns().get(column), ranks);
            byte missing = (byte) cells[column];
            for (int row = 0; row < ranked.rows; row++) {
                int rank = ranks.ofRows()[row];
                codes[row * cells.length + column] = rank < 0 ? missing : cellOf[rank];
            }
        }
    }

    /** Returns the cell of each value in order; cells are in the order of values, so that counting all values once is enough. */
    private static byte[] cells(ReferenceColumn column, Ranked.Ranks ranks) {
        if (column.counts().cells().length >= CELLS) {
            throw new IllegalArgumentException(column.name() + " has too many cells");
        }
        List<long[]> counted = ranks.inOrder().stream()
                .map((Function<ColumnProfile, long[]>) one -> column.count(one).cells())
                .toList();
        byte[] cellOf = new byte
                [counted.stream()
                        .mapToInt(counts -> (int) Arrays.stream(counts).sum())
                        .sum()];
        int rank = 0;
        for (long[] counts : counted) {
            for (byte cell = 0; cell < counts.length; cell++) {
                Arrays.fill(cellOf, rank, rank += (int) counts[cell], cell);
            }
        }
        return cellOf;
    }

    /** Draws rows with replacement and counts them. */
    BatchCounts draw(SplittableRandom random, int size) {
        int[] rows = new int[size];
        Arrays.setAll(rows, _ -> random.nextInt(ranked.rows));
        return count(rows);
    }

    BatchCounts count(int[] rows) {
        int width = cells.length;
        int trees = ranked.leavesOf.length;
        int[] counts = new int[width * CELLS];
        int[] fallen = new int[trees * CELLS];
        for (int row : rows) {
            int at = row * width;
            for (int column = 0; column < width; column++) {
                counts[column * CELLS + codes[at + column]]++;
            }
            int leaf = row * trees;
            for (int tree = 0; tree < trees; tree++) {
                fallen[tree * CELLS + ranked.leaves[leaf + tree]]++;
            }
        }
        List<ColumnCounts> columns = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            columns.add(new ColumnCounts(longs(counts, column, cells[column]), counts[column * CELLS + cells[column]]));
        }
        List<long[]> leaves = new ArrayList<>();
        for (int tree = 0; tree < trees; tree++) {
            leaves.add(longs(fallen, tree, ranked.leavesOf[tree]));
        }
        return new BatchCounts(rows.length, columns, leaves);
    }

    private static long[] longs(int[] counts, int block, int length) {
        long[] some = new long[length];
        for (int i = 0; i < length; i++) {
            some[i] = counts[block * CELLS + i];
        }
        return some;
    }
}
