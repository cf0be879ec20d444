package io.driftway.app;

import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.RetrainPolicy;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How retraining is asked for and judged.
 *
 * @param cron when verdicts are reconciled into episodes and Jobs
 * @param launcher {@code kubernetes} for a Job, {@code process} for a child process
 * @param namespace where Jobs are created
 * @param template the suspended CronJob's manifest, a Spring resource location
 * @param cooldown least time between two runs
 * @param runsPerDay most runs in 24 hours
 * @param runsPerEpisode most runs for one champion and reference
 * @param referenceRows how many of the newest training rows become the new reference
 * @param aucMargin by how much a challenger's AUC may be lower
 * @param logLossMargin by how much its log loss may be higher
 * @param seed of the training
 * @param log where a child process writes its log; with the service's own when it is not set
 */
@ConfigurationProperties("driftway.retrain")
public record RetrainProperties(
        String cron,
        Launcher launcher,
        String namespace,
        String template,
        Duration cooldown,
        int runsPerDay,
        int runsPerEpisode,
        int referenceRows,
        double aucMargin,
        double logLossMargin,
        long seed,
        @Nullable Path log) {

    /** What runs the trainer. */
    public enum Launcher {
        KUBERNETES,
        PROCESS
    }

    public RetrainProperties {
        Setting.requireCron("driftway.retrain.cron", cron);
        Setting.of("driftway.retrain", () -> new RetrainPolicy(cooldown, runsPerDay, runsPerEpisode));
        Setting.of("driftway.retrain", () -> new Gate(aucMargin, logLossMargin, 1));
        if (referenceRows < 1) {
            throw new IllegalArgumentException(
                    "driftway.retrain.reference-rows must be at least 1, got " + referenceRows);
        }
    }

    RetrainPolicy policy() {
        return new RetrainPolicy(cooldown, runsPerDay, runsPerEpisode);
    }

    Gate gate() {
        return new Gate(aucMargin, logLossMargin, Gate.DEFAULT.minimumRows());
    }
}
