package io.driftway.core.retrain;

import java.util.Locale;

/**
 * Requires that the challenger's AUC is higher than the champion's, with 97.5 % confidence and by a least gain. The lower bound is the 2.5 % quantile of the difference, as in
 * {@link AucNonInferiority}; it must be above 0, and the difference itself must be at least the gain.
 *
 * <p>A 5 % quantile would let one useless challenger of twenty pass, and more on few rows. Two models that are nearly the same have a narrow bound; the gain keeps them from
 * replacing each other.
 *
 * @param gain least difference of the AUCs; below 0 the challenger need not be better, and the bound may be as low as that
 * @param resamples at least 100
 * @param seed of the drawing: the same rows give the same answer
 */
public record AucSuperiority(double gain, int resamples, long seed) implements Criterion {

    private static final double ONE_SIDED = 0.025;

    @Override
    public GateCheck judge(Contest contest) {
        if (gain < 0) {
            return new AucNonInferiority(-gain, resamples, seed).judge(contest);
        }
        AucNonInferiority.Difference difference = new AucNonInferiority(0, resamples, seed).measure(contest, ONE_SIDED);
        double more = difference.challenger() - difference.champion();
        boolean passed = difference.bound() > 0 && more >= gain;
        return new GateCheck(
                "auc",
                passed,
                difference.champion(),
                difference.challenger(),
                passed
                        ? String.format(
                                Locale.ROOT,
                                "AUC %.4f, the champion's is %.4f: better by %.4f, and by %.4f at least with 97.5 %% confidence",
                                difference.challenger(),
                                difference.champion(),
                                more,
                                difference.bound())
                        : String.format(
                                Locale.ROOT,
                                "AUC %.4f against the champion's %.4f: a gain of at least %.4f is asked for, sure to 97.5 %%; it is %+.4f and may be %+.4f",
                                difference.challenger(),
                                difference.champion(),
                                gain,
                                more,
                                difference.bound()));
    }
}
