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
 * How a retraining starts and how its challenger is judged.
 *
 * @param cron when Driftway turns verdicts into episodes and Jobs
 * @param launcher {@code kubernetes} for a Job, {@code process} for a child process, {@code none} to start no retraining for a verdict
 * @param promotion {@code automatic}: a challenger that passes the gate becomes champion; {@code approval}: a person decides
 * @param replaceImported whether a retraining may replace a champion that Driftway did not train
 * @param namespace namespace of the Jobs
 * @param template manifest of the suspended CronJob, a Spring resource location
 * @param image image of the trainer; if not set, the image in the template
 * @param unscheduledAfter how long a Job may have no running pod before Driftway reports it with the reason
 * @param goneAfter how long a trainer that is a child process may send no heartbeat before its run counts as failed
 * @param patience how long {@code retrain --if-asked} leaves a request to the service
 * @param cooldown least time between two runs
 * @param runsPerDay most runs in 24 hours
 * @param runsPerWeek most runs in 7 days
 * @param referenceRows number of the newest training rows that become the new reference
 * @param aucGain least gain of the challenger's AUC over the champion's; the gain must also be above 0 with 97.5 % confidence; a negative value
 *     allows a loss of that size
 * @param aucMargin largest loss of AUC, with 95 % confidence, when labels have shown that the champion fails
 * @param logLossMargin largest increase of log loss
 * @param brierMargin largest increase of the Brier score
 * @param calibrationMargin largest increase of the calibration error
 * @param minimumRows fewest new labelled rows for another training, and fewest rows to judge by
 * @param minimumClassRows fewest of these rows in each class
 * @param resamples number of bootstrap resamples of the held-out rows, for the AUC
 * @param slices columns whose categories the gate judges one by one; none if not set
 * @param sliceRows fewest held-out rows for a category to be judged
 * @param sliceMargin largest loss of AUC and increase of log loss in a category
 * @param window greatest age of a labelled blob in the training; no limit if not set; the first training data always counts
 * @param seed seed of the training
 * @param log log file of a child process; if not set, its log goes to the service's own
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
