package io.driftway.support;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.model.HeldOut;
import io.driftway.core.retrain.Contest;
import java.util.List;
import java.util.Random;

/**
 * Draws what two calibrated models say of the same rows: in each class their log-odds are normal with the same variance, so that both AUCs are known.
 *
 * @param prevalence share of positive rows
 * @param auc of the champion
 * @param gain of the challenger's AUC over it
 * @param correlation of their log-odds among the rows of one class
 */
public record TwoModels(double prevalence, double auc, double gain, double correlation) {

    public Contest draw(int rows, Random random) {
        double before = separation(auc);
        double after = separation(auc + gain);
        boolean[] positive = new boolean[rows];
        float[] champion = new float[rows];
        float[] challenger = new float[rows];
        for (int row = 0; row < rows; row++) {
            positive[row] = random.nextDouble() < prevalence;
            double shared = random.nextGaussian();
            double own = random.nextGaussian();
            double other = correlation * shared + Math.sqrt(1 - correlation * correlation) * own;
            champion[row] = probability(shared + (positive[row] ? before : 0), before);
            challenger[row] = probability(other + (positive[row] ? after : 0), after);
        }
        return new Contest(
                new HeldOut(new Batch("rows", List.of(new NumericColumn("x", new double[rows])), rows), positive),
                champion,
                challenger);
    }

    private float probability(double x, double separation) {
        double logOdds = Math.log(prevalence / (1 - prevalence)) + separation * x - separation * separation / 2;
        return (float) (1 / (1 + Math.exp(-logOdds)));
    }

    /** AUC = Phi(d / sqrt(2)), inverted by halving. */
    private static double separation(double auc) {
        double low = 0;
        double high = 10;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (normal(middle / Math.sqrt(2)) < auc) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Abramowitz and Stegun (1964), 26.2.17: off by less than 7.5e-8. */
    private static double normal(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double tail = Math.exp(-x * x / 2)
                / Math.sqrt(2 * Math.PI)
                * t
                * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return x < 0 ? tail : 1 - tail;
    }
}
