package io.driftway.core.retrain;

import io.driftway.core.batch.Schema;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Judges whether a challenger may become the champion. Both score the same held-out rows. The gate first checks whether it can judge at all: schema, output, rows. Then it checks
 * every figure, so that a refusal names all faults.
 *
 * @param aucGain the AUC must be higher by at least this much, and surely higher, where a gain is asked for, see {@link AucSuperiority}
 * @param aucMargin where none is, the AUC may be lower by at most this much, see {@link AucNonInferiority}
 * @param logLossMargin its log loss may be higher by at most this much, in nats
 * @param brierMargin its Brier score may be higher by at most this much
 * @param calibrationMargin its {@link io.driftway.core.model.CalibrationError} may be higher by at most this much
 * @param minimumRows fewer held-out rows prove nothing
 * @param minimumClassRows fewer of one class prove nothing
 * @param resamples of the bootstrap for the AUC
 * @param slices categorical columns of which each category is judged by itself, see {@link SliceCheck}
 * @param sliceRows a category with fewer held-out rows is not
 * @param sliceMargin AUC and log loss in a category may be worse by at most this much
 */
public record Gate(
        double aucGain,
        double aucMargin,
        double logLossMargin,
        double brierMargin,
        double calibrationMargin,
        long minimumRows,
        long minimumClassRows,
        int resamples,
        List<String> slices,
        long sliceRows,
        double sliceMargin) {

    public static final Gate DEFAULT = new Gate(0.005, 0.02, 0.01, 0.01, 0.03, 100, 20, 500, List.of(), 100, 0.05);

    /** Fewer resamples have no 5 % quantile to speak of. */
    public static final int LEAST_RESAMPLES = 100;

    private static final long SEED = 1;

    /** What is asked of the challenger's AUC. */
    public enum Asks {
        /** To be better. */
        GAIN,
        /** Not to be worse: labels have shown that the champion fails. */
        NOT_WORSE
    }

    public Gate {
        slices = List.copyOf(slices);
        if (!(aucGain > -1 && aucGain < 1)) {
            throw new IllegalArgumentException("auc-gain must be between -1 and 1, got " + aucGain);
        }
        require("auc-margin", aucMargin);
        require("log-loss-margin", logLossMargin);
        require("brier-margin", brierMargin);
        require("calibration-margin", calibrationMargin);
        require("slice-margin", sliceMargin);
        requireAtLeast("minimum-rows", minimumRows, 1);
        requireAtLeast("minimum-class-rows", minimumClassRows, 1);
        requireAtLeast("resamples", resamples, LEAST_RESAMPLES);
        requireAtLeast("slice-rows", sliceRows, 1);
    }

    /** Judges by rows held out of both trainings. */
    public GateReport judge(Model champion, Model challenger, HeldOut heldOut, Asks asks) {
        return judge(
                champion.manifest().schema(),
                challenger.manifest().schema(),
                asks,
                () -> new Contest(
                        heldOut,
                        champion.score(heldOut.rows()).probabilities(),
                        challenger.score(heldOut.rows()).probabilities()));
    }

    /**
     * Judges a contest.
     *
     * @param contest not looked at where the schemas differ
     */
    public GateReport judge(Schema champion, Schema challenger, Asks asks, Supplier<Contest> contest) {
        GateCheck sameSchema = SchemaCheck.judge(champion, challenger);
        if (!sameSchema.passed()) {
            return new GateReport(List.of(sameSchema));
        }
        List<GateCheck> checks = new ArrayList<>(List.of(sameSchema));
        checks.addAll(judge(contest.get(), asks).checks());
        return new GateReport(checks);
    }

    /** Judges probabilities. */
    public GateReport judge(Contest contest, Asks asks) {
        List<GateCheck> checks = new ArrayList<>();
        checks.add(new Criterion.Output().judge(contest));
        checks.add(new Criterion.EnoughRows(minimumRows, minimumClassRows).judge(contest));
        if (checks.stream().allMatch(GateCheck::passed)) {
            figures(asks).forEach(check -> checks.add(check.judge(contest)));
        }
        return new GateReport(checks);
    }

    private List<Criterion> figures(Asks asks) {
        List<Criterion> figures = new ArrayList<>(List.of(
                switch (asks) {
                    case GAIN -> new AucSuperiority(aucGain, resamples, SEED);
                    case NOT_WORSE -> new AucNonInferiority(aucMargin, resamples, SEED);
                },
                new Criterion.NotWorse(Metric.LOG_LOSS, logLossMargin),
                new Criterion.NotWorse(Metric.BRIER, brierMargin),
                new Criterion.CalibrationLoss(calibrationMargin)));
        slices.forEach(column -> figures.add(new SliceCheck(column, sliceRows, sliceMargin)));
        return figures;
    }

    private static void require(String name, double margin) {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException(name + " cannot be negative, got " + margin);
        }
    }

    private static void requireAtLeast(String name, long number, long least) {
        if (number < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", got " + number);
        }
    }
}
