package io.driftway.core.estimate;

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
 * <p>Rows of one score have one p, and are taken together. So the figures do not depend on the order of the rows.
 */
final class LabelDraw {

    private static final double NEVER_CERTAIN = 1e-15;

    private final double[] scores;
    private final long[] counts;
    private final double[] p;
    private final long rows;
    private final double positives;
    private final double raised;

    /**
     * Of a batch.
     *
     * @param scores the distinct probabilities of the model itself, ascending: they rank the rows and are judged
     * @param counts the rows of each
     * @param p the calibrated ones, which the labels follow
     * @param heldOutRows rows that these are known from
     */
    LabelDraw(double[] scores, long[] counts, double[] p, long heldOutRows) {
        this.scores = scores;
        this.counts = counts;
        this.p = p;
        long all = 0;
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            all += counts[i];
            sum += counts[i] * p[i];
        }
        rows = all;
        positives = sum;
        raised = 1 + (double) all / heldOutRows;
    }

    /** Positive rows expected. */
    double positives() {
        return positives;
    }

    Band accuracy(double threshold) {
        double right = 0;
        double variance = 0;
        for (int i = 0; i < p.length; i++) {
            right += counts[i] * (scores[i] >= threshold ? p[i] : 1 - p[i]);
            variance += counts[i] * p[i] * (1 - p[i]);
        }
        return Band.of(right / rows, raised * variance / rows / rows, 0, 1);
    }

    Band f1(double threshold) {
        double hits = 0;
        long called = 0;
        for (int i = 0; i < p.length; i++) {
            if (scores[i] >= threshold) {
                called += counts[i];
                hits += counts[i] * p[i];
            }
        }
        double whole = called + positives;
        double variance = 0;
        for (int i = 0; i < p.length; i++) {
            double slope = (scores[i] >= threshold ? 2 / whole : 0) - 2 * hits / whole / whole;
            variance += counts[i] * p[i] * (1 - p[i]) * slope * slope;
        }
        return Band.of(2 * hits / whole, raised * variance, 0, 1);
    }

    Band brier() {
        double sum = 0;
        double variance = 0;
        for (int i = 0; i < p.length; i++) {
            double s = scores[i];
            double slope = 1 - 2 * s;
            sum += counts[i] * (s * s + p[i] * slope);
            variance += counts[i] * p[i] * (1 - p[i]) * slope * slope;
        }
        return Band.of(sum / rows, raised * variance / rows / rows, 0, 1);
    }

    Band logLoss() {
        double sum = 0;
        double variance = 0;
        for (int i = 0; i < p.length; i++) {
            double s = Math.clamp(scores[i], NEVER_CERTAIN, 1 - NEVER_CERTAIN);
            double slope = Math.log1p(-s) - Math.log(s);
            sum += counts[i] * (p[i] * slope - Math.log1p(-s));
            variance += counts[i] * p[i] * (1 - p[i]) * slope * slope;
        }
        return Band.of(sum / rows, raised * variance / rows / rows, 0, Double.POSITIVE_INFINITY);
    }

    /**
     * With h_ij = 1 where s_i is above s_j, 1/2 where they tie, over pairs of different rows,
     *
     * <pre>AUC = sum y_i (1 - y_j) h_ij / sum y_i (1 - y_j)</pre>
     */
    Band auc() {
        double negatives = rows - positives;
        double pairs = positives * negatives;
        double won = 0;
        double[] above = new double[p.length];
        double[] below = new double[p.length];
        double positivesBelow = 0;
        double negativesBelow = 0;
        for (int i = 0; i < p.length; i++) {
            pairs -= counts[i] * p[i] * (1 - p[i]);
            double tied = counts[i] * p[i];
            double tiedNegatives = counts[i] - tied;
            below[i] = negativesBelow + (tiedNegatives - (1 - p[i])) / 2;
            above[i] = positives - positivesBelow - tied + (tied - p[i]) / 2;
            won += counts[i] * p[i] * below[i];
            positivesBelow += tied;
            negativesBelow += tiedNegatives;
        }
        double auc = won / pairs;
        double variance = 0;
        for (int i = 0; i < p.length; i++) {
            double others = negatives - (1 - p[i]) - (positives - p[i]);
            double slope = (below[i] - above[i] - auc * others) / pairs;
            variance += counts[i] * p[i] * (1 - p[i]) * slope * slope;
        }
        return Band.of(auc, raised * variance, 0, 1);
    }
}
