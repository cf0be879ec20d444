package io.driftway.smile;

import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.OrderedFloat;
import java.util.ArrayList;
import java.util.List;
import smile.classification.GradientTreeBoost;
import smile.data.AbstractTuple;
import smile.data.type.StructType;
import smile.model.cart.InternalNode;
import smile.model.cart.Node;
import smile.model.cart.RegressionNode;
import smile.regression.RegressionTree;

/** Smile's linked nodes laid out flat, each parent before its children. */
final class FlatTreesExport {

    private final double shrinkage;
    private final List<Integer> feature = new ArrayList<>();
    private final List<Float> value = new ArrayList<>();
    private final List<Integer> left = new ArrayList<>();
    private final List<Integer> right = new ArrayList<>();

    private FlatTreesExport(double shrinkage) {
        this.shrinkage = shrinkage;
    }

    static FlatTrees of(GradientTreeBoost boosted, int features, double intercept, double shrinkage) {
        FlatTreesExport export = new FlatTreesExport(shrinkage);
        RegressionTree[] trees = boosted.trees()[0];
        int[] starts = new int[trees.length];
        for (int tree = 0; tree < trees.length; tree++) {
            starts[tree] = export.feature.size();
            export.add(trees[tree].root(), new Probe(trees[tree].schema()), starts[tree]);
        }
        return new FlatTrees(
                features,
                intercept,
                starts,
                ints(export.feature),
                floats(export.value),
                ints(export.left),
                ints(export.right));
    }

    /** Adds a node and all below it; answers its place in the tree. */
    private int add(Node node, Probe probe, int start) {
        int place = feature.size();
        feature.add(FlatTrees.NONE);
        left.add(FlatTrees.NONE);
        right.add(FlatTrees.NONE);
        switch (node) {
            case RegressionNode leaf -> value.add((float) (shrinkage * leaf.output()));
            case InternalNode split -> {
                value.add(threshold(split, probe));
                feature.set(place, split.feature());
                left.set(place, add(split.trueChild(), probe, start));
                right.set(place, add(split.falseChild(), probe, start));
            }
            default -> throw new IllegalStateException("a regression tree has no " + node.getClass());
        }
        return place - start;
    }

    /**
     * The largest float that goes left. Smile's threshold is a double and private; asking the node itself, by bisection over all floats,
     * finds the one float threshold under which each float goes the same way.
     */
    private static float threshold(InternalNode split, Probe probe) {
        long goesLeft = OrderedFloat.key(-Float.MAX_VALUE);
        long goesRight = OrderedFloat.key(Float.POSITIVE_INFINITY);
        while (goesRight - goesLeft > 1) {
            long middle = (goesLeft + goesRight) >> 1;
            probe.value = OrderedFloat.of((int) middle);
            if (split.branch(probe)) {
                goesLeft = middle;
            } else {
                goesRight = middle;
            }
        }
        return OrderedFloat.of((int) goesLeft);
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    private static float[] floats(List<Float> list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    /** A row that has one value in every column. */
    private static final class Probe extends AbstractTuple {
        private float value;

        Probe(StructType schema) {
            super(schema);
        }

        @Override
        public Object get(int column) {
            return value;
        }

        @Override
        public float getFloat(int column) {
            return value;
        }

        @Override
        public double getDouble(int column) {
            return value;
        }
    }
}
