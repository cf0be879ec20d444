package io.driftway.core.estimate;

import io.driftway.core.model.Ranking;

/**
 * Labels y_i as independent draws, positive with p_i, and what figures they give for scores s_i. Their number is Poisson-binomial, and so is
 * every sum of them: for figures that are linear in the labels
 *
 * <pre>expectation = f(p), variance = sum of p_i (1 - p_i) g_i^2, where g_i = df / dy_i</pre>
 *
 * is exact. AUC and F1 are ratios of such sums; for them expectation and g_i are taken at y = p (the delta method), which is off by terms of
 * order 1/n. Bands are normal.
 *
 * <p>That p itself comes from n_h held-out rows is worth what n_h more rows would be: like that of a prediction in regression, the
 * variance is raised by 1 + n / n_h. This is right where the batch has rows like the held-out ones and too little where it has others.
 *
 * <p>Costs one sort of the rows.
 */
final class LabelDraw {

    private static final double NEVER_CERTAIN = 1e-15;

    private final float[] scores;
    private final double[] p;
    private final double positives;
    private final double raised;

    /**
     * Of a batch.
     *
     * @param scores the model's own probabilities, which rank the rows and are judged
     * @param p the calibrated ones, which the labels follow
     * @param heldOutRows rows that these are known from
     */
    LabelDraw(float[] scores, double[] p, long heldOutRows) {
        this.scores = scores;
        this.p = p;
        double sum = 0;
        for (double share : p) {
            sum += share;
        }
        positives = sum;
        raised = 1 + (double) p.length / heldOutRows;
    }

    /** Positive rows expected. */
    double positives() {
        return positives;
    }

    Band accuracy(double threshold) {
        double right = 0;
        double variance = 0;
        for (int row = 0; row < p.length; row++) {
            right += scores[row] >= threshold ? p[row] : 1 - p[row];
            variance += p[row] * (1 - p[row]);
        }
        int n = p.length;
        return Band.of(right / n, raised * variance / n / n, 0, 1);
    }

    Band f1(double threshold) {
        double hits = 0;
        int called = 0;
        for (int row = 0; row < p.length; row++) {
            if (scores[row] >= threshold) {
                called++;
                hits += p[row];
            }
        }
        double whole = called + positives;
        double variance = 0;
        for (int row = 0; row < p.length; row++) {
            double slope = (scores[row] >= threshold ? 2 / whole : 0) - 2 * hits / whole / whole;
            variance += p[row] * (1 - p[row]) * slope * slope;
        }
        return Band.of(2 * hits / whole, raised * variance, 0, 1);
    }

    Band brier() {
        double sum = 0;
        double variance = 0;
        for (int row = 0; row < p.length; row++) {
            double s = scores[row];
            double slope = 1 - 2 * s;
            sum += s * s + p[row] * slope;
            variance += p[row] * (1 - p[row]) * slope * slope;
        }
        int n = p.length;
        return Band.of(sum / n, raised * variance / n / n, 0, 1);
    }

    Band logLoss() {
        double sum = 0;
        double variance = 0;
        for (int row = 0; row < p.length; row++) {
            double s = Math.clamp(scores[row], NEVER_CERTAIN, 1 - NEVER_CERTAIN);
            double slope = Math.log1p(-s) - Math.log(s);
            sum += p[row] * slope - Math.log1p(-s);
            variance += p[row] * (1 - p[row]) * slope * slope;
        }
        int n = p.length;
        return Band.of(sum / n, raised * variance / n / n, 0, Double.POSITIVE_INFINITY);
    }

    /**
     * With h_ij = 1 where s_i is above s_j, 1/2 where they tie, over pairs of different rows,
     *
     * <pre>AUC = sum y_i (1 - y_j) h_ij / sum y_i (1 - y_j)</pre>
     */
    Band auc() {
        Ranking ranking = Ranking.of(scores);
        int n = p.length;
        double negatives = n - positives;
        double pairs = positives * negatives;
        double won = 0;
        for (double share : p) {
            pairs -= share * (1 - share);
        }
        double[] above = new double[n];
        double[] below = new double[n];
        double positivesBelow = 0;
        double negativesBelow = 0;
        int from = 0;
        for (int group = 0; group < ranking.groups(); group++) {
            int to = ranking.end(group);
            double tied = 0;
            for (int place = from; place < to; place++) {
                tied += p[ranking.row(place)];
            }
            double tiedNegatives = to - from - tied;
            for (int place = from; place < to; place++) {
                int row = ranking.row(place);
                below[row] = negativesBelow + (tiedNegatives - (1 - p[row])) / 2;
                above[row] = positives - positivesBelow - tied + (tied - p[row]) / 2;
                won += p[row] * below[row];
            }
            positivesBelow += tied;
            negativesBelow += tiedNegatives;
            from = to;
        }
        double auc = won / pairs;
        double variance = 0;
        for (int row = 0; row < n; row++) {
            double others = negatives - (1 - p[row]) - (positives - p[row]);
            double slope = (below[row] - above[row] - auc * others) / pairs;
            variance += p[row] * (1 - p[row]) * slope * slope;
        }
        return Band.of(auc, raised * variance, 0, 1);
    }
}
