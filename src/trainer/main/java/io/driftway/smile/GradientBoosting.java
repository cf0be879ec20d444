package io.driftway.smile;

import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.retrain.TreeLearner;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.data.vector.FloatVector;
import smile.data.vector.IntVector;
import smile.data.vector.ValueVector;
import smile.math.MathEx;

/**
 * Grows boosted trees with Smile and hands them out as {@link FlatTrees}, which decide every row exactly as Smile's own objects would.
 *
 * <p>Smile sees float32 features, categories as ordinal codes, and a missing value as the largest float: so it sorts last in training
 * and goes right of every threshold, as NaN does in {@link FlatTrees}.
 */
public final class GradientBoosting implements TreeLearner {

    private static final int TREES = 200;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_LEAVES = 6;
    private static final int MIN_ROWS_PER_LEAF = 5;
    private static final double SHRINKAGE = 0.05;
    private static final double SUBSAMPLE = 0.7;

    private static final float MISSING = Float.MAX_VALUE;
    private static final String TARGET = "target";

    @Override
    public String name() {
        return "Smile GradientTreeBoost, binomial deviance";
    }

    @Override
    public Lesson learn(Features features, int[] rows, boolean[] positive) {
        DataFrame frame = labelled(features, rows, positive);
        int count = features.count();
        double start = halfLogOdds(positive);
        return seed -> FlatTreesExport.of(boost(frame, seed), count, start, SHRINKAGE);
    }

    @Override
    public SortedMap<String, String> settings(long seed) {
        return new TreeMap<>(Map.of(
                "trees", String.valueOf(TREES),
                "max_depth", String.valueOf(MAX_DEPTH),
                "max_leaves", String.valueOf(MAX_LEAVES),
                "min_rows_per_leaf", String.valueOf(MIN_ROWS_PER_LEAF),
                "shrinkage", String.valueOf(SHRINKAGE),
                "subsample", String.valueOf(SUBSAMPLE),
                "seed", String.valueOf(seed)));
    }

    static GradientTreeBoost boost(DataFrame labelled, long seed) {
        MathEx.setSeed(seed);
        return GradientTreeBoost.fit(
                Formula.lhs(TARGET),
                labelled,
                new GradientTreeBoost.Options(
                        TREES, MAX_DEPTH, MAX_LEAVES, MIN_ROWS_PER_LEAF, SHRINKAGE, SUBSAMPLE, null, null));
    }

    /** The features of some rows as Smile sees them, and their labels. */
    static DataFrame labelled(Features features, int[] rows, boolean[] positive) {
        return frame(features, rows)
                .add(new IntVector(
                        TARGET,
                        IntStream.range(0, positive.length)
                                .map(row -> positive[row] ? 1 : 0)
                                .toArray()));
    }

    /** The features of some rows as Smile sees them. */
    static DataFrame frame(Features features, int[] rows) {
        return new DataFrame(IntStream.range(0, features.count())
                .mapToObj(feature -> column(features, rows, feature))
                .toArray(ValueVector[]::new));
    }

    private static FloatVector column(Features features, int[] rows, int feature) {
        float[] values = new float[rows.length];
        for (int row = 0; row < values.length; row++) {
            float value = features.at(rows[row], feature);
            values[row] = Float.isNaN(value) ? MISSING : value;
        }
        return new FloatVector("f" + feature, values);
    }

    /** Where boosting starts: Friedman (2001), algorithm 5, line 1. Smile keeps its own private. */
    private static double halfLogOdds(boolean[] positive) {
        int positives = 0;
        for (boolean label : positive) {
            positives += label ? 1 : 0;
        }
        return 0.5 * Math.log((double) positives / (positive.length - positives));
    }
}
