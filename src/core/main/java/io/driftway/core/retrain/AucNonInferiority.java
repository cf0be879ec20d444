package io.driftway.core.retrain;

import io.driftway.core.model.Ranking;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The challenger's AUC is, with 95 % confidence, not lower than the champion's by more than the margin. The bound is the 5 % quantile of
 *
 * <pre>AUC(challenger) - AUC(champion)</pre>
 *
 * over resamples of the held-out rows: in each, as many positive and as many negative rows as there are, drawn with replacement, the same for
 * both models. Efron and Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13; non-inferiority as in Walker and Nowacki
 * (2011), "Understanding equivalence and noninferiority testing", Journal of General Internal Medicine 26. So a challenger on few rows
 * must be better to pass, not only lucky.
 *
 * <p>Both models are ranked once; a resample is one pass of counting over each ranking, so the whole costs resamples times rows.
 *
 * @param margin at least 0; a bound of just this much less passes
 * @param resamples at least 100
 * @param seed of the drawing: the same rows give the same answer
 */
public record AucNonInferiority(double margin, int resamples, long seed) implements Criterion {

    private static final double ONE_SIDED = 0.05;

    /**
     * Both AUCs, and by how much the challenger's is higher at least.
     *
     * @param champion NaN where one class is absent, and so are the others
     * @param challenger likewise
     * @param bound likewise
     */
    record Difference(double champion, double challenger, double bound) {}

    Difference measure(Contest contest) {
        return measure(contest, ONE_SIDED);
    }

    /** @param oneSided share of the resamples that lie below the bound, in (0, 0.5) */
    Difference measure(Contest contest, double oneSided) {
        boolean[] positive = contest.heldOut().positive();
        Ranking before = Ranking.of(contest.champion());
        Ranking after = Ranking.of(contest.challenger());
        int[] once = new int[positive.length];
        Arrays.fill(once, 1);
        return new Difference(
                before.auc(positive, once), after.auc(positive, once), lowerBound(before, after, positive, oneSided));
    }

    @Override
    public GateCheck judge(Contest contest) {
        Difference difference = measure(contest);
        boolean passed = difference.bound() >= -margin;
        return new GateCheck(
                "auc",
                passed,
                difference.champion(),
                difference.challenger(),
                String.format(
                        Locale.ROOT,
                        passed
                                ? "AUC %.4f, the champion's is %.4f; the difference is at least %+.4f with 95 %% confidence, %+.4f is allowed"
                                : "AUC %.4f against the champion's %.4f: the difference may be %+.4f (95 %% bound), only %+.4f is allowed",
                        difference.challenger(),
                        difference.champion(),
                        difference.bound(),
                        0.0 - margin));
    }

    double lowerBound(Ranking before, Ranking after, boolean[] positive, double oneSided) {
        int[] positives = rowsOf(positive, true);
        int[] negatives = rowsOf(positive, false);
        if (positives.length == 0 || negatives.length == 0) {
            return Double.NaN;
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] differences = new double[resamples];
        int[] times = new int[positive.length];
        for (int i = 0; i < resamples; i++) {
            Arrays.fill(times, 0);
            draw(positives, times, random);
            draw(negatives, times, random);
            differences[i] = after.auc(positive, times) - before.auc(positive, times);
        }
        Arrays.sort(differences);
        return differences[(int) Math.floor(oneSided * (resamples - 1))];
    }

    private static void draw(int[] rows, int[] times, SplittableRandom random) {
        for (int i = 0; i < rows.length; i++) {
            times[rows[random.nextInt(rows.length)]]++;
        }
    }

    private static int[] rowsOf(boolean[] positive, boolean label) {
        int[] rows = new int[positive.length];
        int found = 0;
        for (int row = 0; row < positive.length; row++) {
            if (positive[row] == label) {
                rows[found++] = row;
            }
        }
        return Arrays.copyOf(rows, found);
    }
}
