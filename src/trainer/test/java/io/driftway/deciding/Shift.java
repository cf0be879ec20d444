package io.driftway.deciding;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How a population changes.
 *
 * @param name for tables of results
 * @param of makes the changed population
 */
record Shift(String name, UnaryOperator<Population> of) {

    /** Adds standard deviations to a column of numbers. */
    static Shift plus(String column, double sds) {
        return new Shift(
                column + " + " + sds + " sd",
                world -> world.with(column, before -> {
                    double[] values = ((NumericColumn) before).values();
                    double added = sds * sd(values);
                    return new NumericColumn(
                            column, Arrays.stream(values).map(x -> x + added).toArray());
                }));
    }

    private static double sd(double[] values) {
        double[] present = Arrays.stream(values).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(present).average().orElseThrow();
        return Math.sqrt(Arrays.stream(present)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
    }

    /** Gives rows of the commonest label the second commonest: so many of all rows with a value. */
    static Shift points(String column, double share, long seed) {
        return new Shift(
                column + ", " + Math.round(100 * share) + " points",
                world -> world.with(column, before -> {
                    CategoricalColumn labels = (CategoricalColumn) before;
                    long[] counts = new long[labels.dictionary().size()];
                    Arrays.stream(labels.codes()).filter(code -> code >= 0).forEach(code -> counts[code]++);
                    List<Integer> commonest = IntStream.range(0, counts.length)
                            .boxed()
                            .sorted(Comparator.comparingLong(code -> -counts[code]))
                            .toList();
                    double moves = share * Arrays.stream(counts).sum() / counts[commonest.getFirst()];
                    SplittableRandom random = new SplittableRandom(seed);
                    return new CategoricalColumn(
                            column,
                            labels.dictionary(),
                            Arrays.stream(labels.codes())
                                    .map(code -> code == commonest.getFirst() && random.nextDouble() < moves
                                            ? commonest.get(1)
                                            : code)
                                    .toArray());
                }));
    }

    /** Takes the value of so many rows of a column. */
    static Shift nulls(String column, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new Shift(
                column + ", " + Math.round(100 * share) + " % missing",
                world -> world.with(column, before -> switch (before) {
                    case NumericColumn(var name, double[] values) ->
                        new NumericColumn(
                                name,
                                Arrays.stream(values)
                                        .map(x -> random.nextDouble() < share ? Double.NaN : x)
                                        .toArray());
                    case CategoricalColumn(var name, var dictionary, int[] codes) ->
                        new CategoricalColumn(
                                name,
                                dictionary,
                                Arrays.stream(codes)
                                        .map(code -> random.nextDouble() < share ? -1 : code)
                                        .toArray());
                    case Column other -> other;
                }));
    }

    /** Deals the cells of each column out anew among the rows: each column is as before, and all are independent. */
    static Shift dealt(List<String> columns, long seed) {
        return new Shift(columns.size() == 1 ? columns.getFirst() + " dealt anew" : "columns dealt anew", world -> {
            SplittableRandom random = new SplittableRandom(seed);
            Population dealt = world;
            for (String column : columns) {
                int[] order = IntStream.range(0, world.rows().rows()).toArray();
                for (int i = order.length - 1; i > 0; i--) {
                    int other = random.nextInt(i + 1);
                    int row = order[i];
                    order[i] = order[other];
                    order[other] = row;
                }
                dealt = dealt.with(column, before -> before.select(order));
            }
            return dealt;
        });
    }

    /** Takes rows more often the greater the rank of their value: who comes changes, and what is true of each stays. */
    static Shift tilted(String column, double strength, long seed) {
        return new Shift("more rows of " + (strength > 0 ? "high " : "low ") + column + ", " + strength, world -> {
            double[] values = ((NumericColumn) world.column(column)).values();
            double[] sorted =
                    Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
            SplittableRandom random = new SplittableRandom(seed);
            return world.only(IntStream.generate(() -> random.nextInt(values.length))
                    .filter(row -> {
                        int place = Arrays.binarySearch(sorted, values[row]);
                        double rank = Double.isFinite(values[row]) ? (double) Math.max(0, place) / sorted.length : 0.5;
                        return random.nextDouble() < Math.exp(strength * rank - Math.max(0, strength));
                    })
                    .limit(values.length));
        });
    }

    /** Takes rows of a label so many times as often. */
    static Shift more(String column, int code, double times, long seed) {
        return new Shift(times + " x as many rows of label " + code + " of " + column, world -> {
            int[] codes = ((CategoricalColumn) world.column(column)).codes();
            SplittableRandom random = new SplittableRandom(seed);
            return world.only(IntStream.generate(() -> random.nextInt(codes.length))
                    .filter(row -> random.nextDouble() * Math.max(1, times) < (codes[row] == code ? times : 1))
                    .limit(codes.length));
        });
    }

    /** Turns the truth round in so many rows of the upper or lower half of a column, or of its first label. */
    static Shift flipped(String column, boolean upper, double share, long seed) {
        return new Shift(
                Math.round(100 * share) + " % of truths turned round where " + column
                        + (upper ? " is high" : " is low"),
                world -> {
                    boolean[] segment = segment(world, column, upper);
                    SplittableRandom random = new SplittableRandom(seed);
                    return world.with(world.target(), before -> {
                        CategoricalColumn truth = (CategoricalColumn) before;
                        int[] codes = truth.codes().clone();
                        for (int row = 0; row < codes.length; row++) {
                            double u = random.nextDouble();
                            codes[row] = segment[row] && u < share ? 1 - codes[row] : codes[row];
                        }
                        return new CategoricalColumn(truth.name(), truth.dictionary(), codes);
                    });
                });
    }

    private static boolean[] segment(Population world, String column, boolean upper) {
        boolean[] segment = new boolean[world.rows().rows()];
        switch (world.column(column)) {
            case NumericColumn(var name, double[] values) -> {
                double[] sorted =
                        Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
                double median = sorted[sorted.length / 2];
                for (int row = 0; row < segment.length; row++) {
                    segment[row] = Double.isFinite(values[row]) && values[row] >= median == upper;
                }
            }
            case CategoricalColumn(var name, var dictionary, int[] codes) -> {
                for (int row = 0; row < segment.length; row++) {
                    segment[row] = codes[row] == 0 == upper;
                }
            }
            case Column other -> throw new IllegalArgumentException(other.name());
        }
        return segment;
    }

    Population apply(Population world) {
        return of.apply(world);
    }
}
