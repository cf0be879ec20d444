package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /** One bin below 200 rows: 60 positives of 100 against a mean of 0.5. */
    @Test
    void theErrorIsMeanLabelLessMeanProbabilityByBin() {
        float[] half = constant(100, 0.5f);
        assertThat(CalibrationError.of(half, firstPositive(100, 60))).isCloseTo(0.1, within(1e-12));
    }

    /** Two bins of 100 rows by hand: |0.5 - 0.2| and |0.5 - 0.9|, half of the rows each. */
    @Test
    void binsHaveAsManyRowsEach() {
        float[] probabilities = new float[200];
        boolean[] positive = new boolean[200];
        for (int row = 0; row < 200; row++) {
            probabilities[row] = row < 100 ? 0.2f : 0.9f;
            positive[row] = row % 2 == 0;
        }
        assertThat(CalibrationError.of(probabilities, positive)).isCloseTo((0.3 + 0.4) / 2, within(1e-7));
    }

    @Test
    void theOrderOfRowsMakesNoDifferenceWhereProbabilitiesTie() {
        float[] half = constant(1_000, 0.5f);
        boolean[] positive = firstPositive(1_000, 500);
        boolean[] mixed = new boolean[1_000];
        for (int row = 0; row < 1_000; row++) {
            mixed[row] = row % 2 == 0;
        }
        assertThat(CalibrationError.of(half, positive)).isZero();
        assertThat(CalibrationError.of(half, mixed)).isZero();
    }

    @Test
    void withoutRowsThereIsNoError() {
        assertThat(CalibrationError.of(new float[0], new boolean[0])).isNaN();
        assertThat(CalibrationError.of(new float[] {Float.NaN}, new boolean[] {true}))
                .isNaN();
    }

    /** By brute force: the isotonic fit at i is max over a <= i of min over b >= i of mean(y[a..b]) (Robertson, Wright and Dykstra, 1988). */
    @Test
    void poolingGivesTheMaxMinOfMeans() {
        Random random = new Random(3);
        for (int trial = 0; trial < 20; trial++) {
            int rows = 1 + random.nextInt(60);
            float[] probabilities = new float[rows];
            boolean[] positive = new boolean[rows];
            for (int row = 0; row < rows; row++) {
                probabilities[row] = (row + 0.5f) / rows;
                positive[row] = random.nextDouble() < 0.2 + 0.6 * row / rows;
            }
            double[] fitted = Calibration.fit(probabilities, positive)
                    .calibrate(ScoredBatch.prediction(probabilities).values());
            for (int i = 0; i < rows; i++) {
                assertThat(fitted[i]).isCloseTo(maxMin(positive, i), within(1e-12));
            }
        }
    }

    private static double maxMin(boolean[] positive, int at) {
        double max = 0;
        for (int from = 0; from <= at; from++) {
            double min = 1;
            for (int to = at; to < positive.length; to++) {
                double positives = 0;
                for (int row = from; row <= to; row++) {
                    positives += positive[row] ? 1 : 0;
                }
                min = Math.min(min, positives / (to - from + 1));
            }
            max = Math.max(max, min);
        }
        return max;
    }

    @Test
    void betweenKnotsItIsStraightAndOutsideItStays() {
        Calibration calibration = new Calibration(List.of(0.2, 0.6), List.of(0.1, 0.5), 10, 5, 0, 0, 0.5, 0.5);
        assertThat(calibration.calibrate(new double[] {0, 0.2f, 0.4f, 0.6f, 1}))
                .containsExactly(new double[] {0.1, 0.1, 0.3, 0.5, 0.5}, within(1e-7));
    }

    @Test
    void probabilitiesThatAreTooSureAreMended() {
        Random random = new Random(5);
        float[] probabilities = new float[5_000];
        boolean[] positive = new boolean[5_000];
        for (int row = 0; row < 5_000; row++) {
            double truth = random.nextDouble();
            positive[row] = random.nextDouble() < truth;
            // Three times the log-odds.
            probabilities[row] = (float) (1 / (1 + Math.pow((1 - truth) / truth, 3)));
        }
        Calibration calibration = Calibration.fit(probabilities, positive);
        assertThat(calibration.errorBefore()).isGreaterThan(0.1);
        assertThat(calibration.errorAfter()).isLessThan(0.03);
    }

    /** By trying every cut. */
    @Test
    void theThresholdHasTheHighestF1() {
        Random random = new Random(7);
        float[] probabilities = new float[300];
        boolean[] positive = new boolean[300];
        for (int row = 0; row < 300; row++) {
            probabilities[row] = random.nextInt(50) / 50f;
            positive[row] = random.nextDouble() < probabilities[row] * 0.6;
        }
        Calibration calibration = Calibration.fit(probabilities, positive);
        double best = IntStream.range(0, 50)
                .mapToDouble(cut -> f1(probabilities, positive, cut / 50f))
                .max()
                .orElseThrow();
        assertThat(calibration.f1()).isCloseTo(best, within(1e-12));
        assertThat(f1(probabilities, positive, calibration.threshold())).isCloseTo(best, within(1e-12));
    }

    static double f1(float[] probabilities, boolean[] positive, double threshold) {
        double hits = 0;
        double called = 0;
        double positives = 0;
        for (int row = 0; row < positive.length; row++) {
            boolean yes = probabilities[row] >= threshold;
            called += yes ? 1 : 0;
            positives += positive[row] ? 1 : 0;
            hits += yes && positive[row] ? 1 : 0;
        }
        return 2 * hits / (called + positives);
    }

    @Test
    void knotsThatFallAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(List.of(0.2, 0.6), List.of(0.5, 0.1), 10, 5, 0, 0, 0.5, 0.5))
                .withMessage("calibration must rise and stay in [0, 1], not so at knot 1: 0.6 to 0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(List.of(), List.of(), 10, 5, 0, 0, 0.5, 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Calibration(
                        Collections.nCopies(1, 0.5), Collections.nCopies(1, Double.NaN), 10, 5, 0, 0, 0.5, 0.5));
    }

    private static float[] constant(int rows, float value) {
        float[] values = new float[rows];
        Arrays.fill(values, value);
        return values;
    }

    private static boolean[] firstPositive(int rows, int positives) {
        boolean[] positive = new boolean[rows];
        Arrays.fill(positive, 0, positives, true);
        return positive;
    }
}
