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
    public FlatTrees grow(Features features, boolean[] positive, long seed) {
        return FlatTreesExport.of(boost(features, positive, seed), features.count(), halfLogOdds(positive), SHRINKAGE);
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

    static GradientTreeBoost boost(Features features, boolean[] positive, long seed) {
        IntVector target = new IntVector(
                TARGET,
                IntStream.range(0, positive.length)
                        .map(row -> positive[row] ? 1 : 0)
                        .toArray());
        MathEx.setSeed(seed);
        return GradientTreeBoost.fit(
                Formula.lhs(TARGET),
                frame(features).add(target),
                new GradientTreeBoost.Options(
                        TREES, MAX_DEPTH, MAX_LEAVES, MIN_ROWS_PER_LEAF, SHRINKAGE, SUBSAMPLE, null, null));
    }

    /** The features as Smile sees them. */
    static DataFrame frame(Features features) {
        return new DataFrame(IntStream.range(0, features.count())
                .mapToObj(feature -> column(features, feature))
                .toArray(ValueVector[]::new));
    }

    private static FloatVector column(Features features, int feature) {
        float[] values = new float[features.rows()];
        for (int row = 0; row < values.length; row++) {
            float value = features.at(row, feature);
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
