package io.driftway.core.retrain;

import java.util.Locale;

/**
 * The challenger's AUC is, with 95 % confidence, higher than the champion's: the bound of {@link AucNonInferiority} is above 0. Asked of a
 * challenger that has learnt from no labelled row that the champion does not know, which otherwise would replace it by chance.
 *
 * @param resamples at least 100
 * @param seed of the drawing: the same rows give the same answer
 */
public record AucSuperiority(int resamples, long seed) implements Check {

    @Override
    public GateCheck judge(Contest contest) {
        AucNonInferiority.Difference difference = new AucNonInferiority(0, resamples, seed).measure(contest);
        boolean passed = difference.bound() > 0;
        return new GateCheck(
                "auc",
                passed,
                difference.champion(),
                difference.challenger(),
                String.format(
                        Locale.ROOT,
                        passed
                                ? "AUC %.4f, the champion's is %.4f; without new labelled rows it must be better, and it is better by %+.4f at least with 95 %% confidence"
                                : "AUC %.4f against the champion's %.4f: without new labelled rows it must be better, and the difference may be %+.4f (95 %% bound)",
                        difference.challenger(),
                        difference.champion(),
                        difference.bound()));
    }
}
