package io.driftway.app;

import io.driftway.core.batch.Limits;
import io.driftway.core.labels.LabelSettings;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.lifecycle.JoinedRows;
import io.driftway.core.lifecycle.LabelledRows;
import io.driftway.format.BatchFormats;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How late labels are found and which figures they give.
 *
 * @param cron when Driftway lists the folder of labels
 * @param prefix folder of labels in the store
 * @param window age of a verdict up to which its batch takes labels
 * @param windowBatches most batches in the window, the newest first
 * @param windowRows most rows in the figures of the window; their ids are kept in memory
 * @param minimumLabels fewest labels for a figure
 * @param threshold probability from which a prediction counts as positive, for models whose manifest has no threshold
 * @param train whether labels, joined with the rows of their batches, become training rows
 */
@ConfigurationProperties("driftway.labels")
public record LabelProperties(
        String cron,
        String prefix,
        Duration window,
        int windowBatches,
        int windowRows,
        int minimumLabels,
        double threshold,
        boolean train) {

    public LabelProperties {
        Setting.requireCron("driftway.labels.cron", cron);
        if (prefix.isBlank() || !prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "driftway.labels.prefix must be a folder that ends with /, got \"" + prefix + "\"");
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("driftway.labels.threshold must be in (0, 1), got " + threshold);
        }
        Setting.of("driftway.labels", () -> new LabelSettings(window, windowBatches, windowRows, minimumLabels));
    }

    /** What a trainer has to train on. */
    LabelledRows rows(ObjectStore store, RecordFormat format, @Nullable Duration age, Clock clock) {
        return new LabelledRows(
                store, new BatchFormats(Limits.TRAINING), train ? new JoinedRows(store, format) : null, age, clock);
    }

    LabelSettings settings() {
        return new LabelSettings(window, windowBatches, windowRows, minimumLabels);
    }
}
