package io.driftway.smile;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Labelled;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;

class GradientBoostingTest {

    private static final long SEED = 1;

    /** The float32 leaves are what is left between the two: 200 of them, each off by 6e-8 of its size at most. */
    private static final double LEAF_ROUNDING = 1e-6;

    @Test
    void theExportedTreesDecideEveryGeneratedRowAsSmileDoes() {
        assertThat(largestDifference(Labelled.customers(5_000, 3))).isLessThan(LEAF_ROUNDING);
    }

    @Test
    void theExportedTreesDecideEveryTelcoRowAsSmileDoes() {
        assertThat(largestDifference(Labelled.telco())).isLessThan(LEAF_ROUNDING);
    }

    private static double largestDifference(Labelled data) {
        Features features = Features.of(data.batch(), data.schema());
        boolean[] positive = data.positive();
        int[] rows = IntStream.range(0, positive.length).toArray();
        GradientTreeBoost boosted = GradientBoosting.boost(GradientBoosting.labelled(features, rows, positive), SEED);
        FlatTrees trees = new GradientBoosting().learn(features, rows, positive).grow(SEED);
        DataFrame frame = GradientBoosting.frame(features, rows);
        float[] probabilities = trees.probabilities(features);
        double[] posteriori = new double[2];
        double largest = 0;
        for (int row = 0; row < probabilities.length; row++) {
            boosted.predict(frame.get(row), posteriori);
            largest = Math.max(largest, Math.abs(posteriori[1] - probabilities[row]));
        }
        System.out.printf("largest difference to Smile over %,d rows: %.2e%n", probabilities.length, largest);
        return largest;
    }
}
