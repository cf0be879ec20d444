package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MetricsTest {

    /** Of the 3 x 3 pairs of a positive and a negative row, 7 are in order and 1 is tied. */
    @Test
    void figuresAgreeWithPencilAndPaper() {
        float[] probabilities = {0.9f, 0.4f, 0.7f, 0.4f, 0.5f, 0.1f};
        boolean[] positive = {true, true, true, false, false, false};
        Quality metrics = BinaryClassification.quality(probabilities, positive);

        // Positives 0.9 and 0.7 beat 0.4, 0.5 and 0.1; 0.4 beats 0.1 and ties with 0.4.
        assertThat(metrics.of(Metric.AUC)).isCloseTo(7.5 / 9, within(1e-15));
        // -(ln 0.9 + ln 0.4 + ln 0.7 + ln 0.6 + ln 0.5 + ln 0.9) / 6; probabilities are floats, hence 1e-7
        assertThat(metrics.of(Metric.LOG_LOSS)).isCloseTo(0.4479432519, within(1e-7));
        // (0.01 + 0.36 + 0.09 + 0.16 + 0.25 + 0.01) / 6
        assertThat(metrics.of(Metric.BRIER)).isCloseTo(0.88 / 6, within(1e-7));
        assertThat(metrics.rows()).isEqualTo(6);
        assertThat(metrics.figures())
                .containsOnlyKeys(new BinaryClassification("Yes").metrics().toArray(Metric[]::new));
    }

    @Test
    void oneProbabilityForAllHasAnAreaOfOneHalf() {
        assertThat(BinaryClassification.quality(new float[] {0.3f, 0.3f, 0.3f}, new boolean[] {true, false, true})
                        .of(Metric.AUC))
                .isEqualTo(0.5);
    }

    @Test
    void theAreaIsTheShareOfPairsInOrder() {
        Random random = new Random(7);
        float[] probabilities = new float[500];
        boolean[] positive = new boolean[500];
        for (int row = 0; row < 500; row++) {
            positive[row] = random.nextInt(4) == 0;
            probabilities[row] =
                    Math.clamp(Math.round(random.nextGaussian() * 10 + (positive[row] ? 60 : 50)), 0, 100) / 100f;
        }
        double inOrder = 0;
        long pairs = 0;
        for (int p = 0; p < 500; p++) {
            for (int n = 0; n < 500; n++) {
                if (positive[p] && !positive[n]) {
                    pairs++;
                    inOrder += 0.5 * (1 + Math.signum(probabilities[p] - probabilities[n]));
                }
            }
        }
        assertThat(BinaryClassification.quality(probabilities, positive).of(Metric.AUC))
                .isCloseTo(inOrder / pairs, within(1e-14));
    }

    @Test
    void aSureMistakeCostsMuchButNotInfinitelyMuch() {
        assertThat(BinaryClassification.quality(new float[] {1}, new boolean[] {false})
                        .of(Metric.LOG_LOSS))
                .isCloseTo(-Math.log(1e-15), within(1e-12));
    }

    @Test
    void withOneClassTheAreaIsUndefined() {
        assertThat(BinaryClassification.quality(new float[] {0.1f, 0.2f}, new boolean[] {true, true})
                        .of(Metric.AUC))
                .isNaN();
    }

    @Test
    void withoutRowsNothingIsDefined() {
        Quality none = BinaryClassification.quality(new float[0], new boolean[0]);
        assertThat(none.of(Metric.AUC)).isNaN();
        assertThat(none.of(Metric.LOG_LOSS)).isNaN();
        assertThat(none.of(Metric.BRIER)).isNaN();
    }

    @Test
    void eachRowNeedsItsLabel() {
        assertThatThrownBy(() -> BinaryClassification.quality(new float[2], new boolean[3]))
                .hasMessage("2 probabilities for 3 labels");
    }
}
