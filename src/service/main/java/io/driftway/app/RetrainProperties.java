package io.driftway.app;

import io.driftway.core.lifecycle.Retraining;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.Trainer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How retraining is asked for and judged.
 *
 * @param cron when verdicts are reconciled into episodes and Jobs
 * @param launcher {@code kubernetes} for a Job, {@code process} for a child process, {@code none} to train nothing that a verdict asks for
 * @param promotion {@code automatic} where a challenger that passes the gate becomes champion, {@code approval} where a person decides on it
 * @param replaceImported whether a retraining may replace a champion that Driftway did not train
 * @param namespace where Jobs are created
 * @param template the suspended CronJob's manifest, a Spring resource location
 * @param image of the trainer, before the one in the template; the template's when it is not set
 * @param unscheduledAfter how long a Job may be without a pod that runs before that is told, with the reason
 * @param goneAfter how long a trainer that is a child process may give no sign of life in its episode before its run has failed
 * @param patience how long {@code retrain --if-asked} leaves a verdict that asks for retraining to the service
 * @param cooldown least time between two runs
 * @param runsPerDay most runs in 24 hours
 * @param runsPerWeek most runs in 7 days
 * @param referenceRows how many of the newest training rows become the new reference
 * @param aucGain by how much a challenger's AUC must be higher, and surely higher to 97.5 %; below 0, by how much it may be lower
 * @param aucMargin by how much it may be lower, sure to 95 %, where labels have shown that the champion fails
 * @param logLossMargin by how much its log loss may be higher
 * @param brierMargin by how much its Brier score may be higher
 * @param calibrationMargin by how much its calibration error may be higher
 * @param minimumRows fewest labelled rows newer than the last training to train again, and fewest to judge by
 * @param minimumClassRows fewest of each class among them
 * @param resamples of the held-out rows, for the AUC
 * @param slices columns of which each category is judged by itself; none when it is not set
 * @param sliceRows fewest held-out rows of a category that is judged
 * @param sliceMargin by how much AUC and log loss may be worse in a category
 * @param window how old a labelled blob may be to be trained on; any age when it is not set, and the first training data always is
 * @param seed of the training
 * @param log where a child process writes its log; with the service's own when it is not set
 */
@ConfigurationProperties("driftway.retrain")
public record RetrainProperties(
        String cron,
        Launcher launcher,
        Promotion promotion,
        boolean replaceImported,
        String namespace,
        String template,
        @Nullable String image,
        Duration unscheduledAfter,
        Duration goneAfter,
        Duration patience,
        Duration cooldown,
        int runsPerDay,
        int runsPerWeek,
        int referenceRows,
        double aucGain,
        double aucMargin,
        double logLossMargin,
        double brierMargin,
        double calibrationMargin,
        long minimumRows,
        long minimumClassRows,
        int resamples,
        @Nullable List<String> slices,
        long sliceRows,
        double sliceMargin,
        @Nullable Duration window,
        long seed,
        @Nullable Path log) {

    /** What runs the trainer. */
    public enum Launcher {
        KUBERNETES,
        PROCESS,
        NONE
    }

    /** What becomes of a challenger that passes the gate. */
    public enum Promotion {
        AUTOMATIC,
        APPROVAL
    }

    public RetrainProperties {
        Setting.requireOne("driftway.retrain.launcher", launcher, Launcher.class);
        Setting.requireOne("driftway.retrain.promotion", promotion, Promotion.class);
        Setting.requireCron("driftway.retrain.cron", cron);
        Setting.of("driftway.retrain", () -> new RetrainPolicy(cooldown, runsPerDay, runsPerWeek));
        Setting.of(
                "driftway.retrain",
                () -> gate(
                        aucGain,
                        aucMargin,
                        logLossMargin,
                        brierMargin,
                        calibrationMargin,
                        minimumRows,
                        minimumClassRows,
                        resamples,
                        slices,
                        sliceRows,
                        sliceMargin));
        if (window != null) {
            requirePositive("window", window);
        }
        requirePositive("unscheduled-after", unscheduledAfter);
        requirePositive("gone-after", goneAfter);
        requirePositive("patience", patience);
        if (referenceRows < 1) {
            throw new IllegalArgumentException(
                    "driftway.retrain.reference-rows must be at least 1, got " + referenceRows);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(
                    "driftway.retrain." + name + " must be longer than nothing, got " + duration);
        }
    }

    RetrainPolicy policy() {
        return new RetrainPolicy(launcher != Launcher.NONE, cooldown, runsPerDay, runsPerWeek);
    }

    /** @param categories most categories of a column */
    Retraining.Settings settings(int categories) {
        return new Retraining.Settings(
                gate(),
                new Trainer.Options(seed, referenceRows, categories),
                replaceImported,
                promotion == Promotion.APPROVAL);
    }

    private Gate gate() {
        return gate(
                aucGain,
                aucMargin,
                logLossMargin,
                brierMargin,
                calibrationMargin,
                minimumRows,
                minimumClassRows,
                resamples,
                slices,
                sliceRows,
                sliceMargin);
    }

    private static Gate gate(
            double aucGain,
            double aucMargin,
            double logLossMargin,
            double brierMargin,
            double calibrationMargin,
            long minimumRows,
            long minimumClassRows,
            int resamples,
            @Nullable List<String> slices,
            long sliceRows,
            double sliceMargin) {
        return new Gate(
                aucGain,
                aucMargin,
                logLossMargin,
                brierMargin,
                calibrationMargin,
                minimumRows,
                minimumClassRows,
                resamples,
                slices == null ? List.of() : slices,
                sliceRows,
                sliceMargin);
    }
}
