package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {

    @Test
    void countingEachRowOnceGivesTheAucOfMetrics() {
        Random random = new Random(1);
        float[] probabilities = new float[500];
        boolean[] positive = new boolean[500];
        int[] once = new int[500];
        for (int row = 0; row < 500; row++) {
            // Thirty distinct values: ties across and within the classes.
            probabilities[row] = random.nextInt(30) / 30f;
            positive[row] = random.nextDouble() < probabilities[row];
            once[row] = 1;
        }
        assertThat(Ranking.of(probabilities).auc(positive, once))
                .isEqualTo(BinaryClassification.quality(probabilities, positive).of(Metric.AUC));
    }

    @Test
    void aRowThatCountsThreeTimesIsThreeRows() {
        float[] probabilities = {0.1f, 0.4f, 0.35f, 0.8f};
        boolean[] positive = {false, false, true, true};
        float[] repeated = {0.1f, 0.4f, 0.4f, 0.4f, 0.35f, 0.8f, 0.8f};
        boolean[] truth = {false, false, false, false, true, true, true};
        assertThat(Ranking.of(probabilities).auc(positive, new int[] {1, 3, 1, 2}))
                .isCloseTo(BinaryClassification.quality(repeated, truth).of(Metric.AUC), within(1e-15));
    }

    @Test
    void aClassThatCountsNothingLeavesTheAucUndefined() {
        int[] times = {1, 0};
        assertThat(Ranking.of(new float[] {0.1f, 0.9f}).auc(new boolean[] {false, true}, times))
                .isNaN();
    }

    @Test
    void rowsStandInOrderAndTiesTogether() {
        Ranking ranking = Ranking.of(new float[] {0.5f, 0.1f, 0.5f, Float.NaN, 0.3f});
        assertThat(Arrays.asList(ranking.row(0), ranking.row(1), ranking.row(2), ranking.row(3), ranking.row(4)))
                .containsExactly(1, 4, 0, 2, 3);
        assertThat(ranking.groups()).isEqualTo(4);
        assertThat(ranking.end(2)).isEqualTo(4);
    }
}
