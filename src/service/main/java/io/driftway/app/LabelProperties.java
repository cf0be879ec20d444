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
 * How late labels come in and what is measured by them.
 *
 * @param cron when the folder of labels is listed
 * @param prefix where in the store it is
 * @param window batches decided longer ago take no labels any more
 * @param windowBatches of these the newest so many
 * @param windowRows rows that the figures of the window are of, and whose ids are kept in memory
 * @param minimumLabels with fewer there is no figure
 * @param threshold at which a probability is a predicted positive, of models whose manifest names none of their own
 * @param train whether the labels, joined with the rows of their batches, are trained on
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
                store, new BatchFormats(Limits.ANY_LENGTH), train ? new JoinedRows(store, format) : null, age, clock);
    }

    LabelSettings settings() {
        return new LabelSettings(window, windowBatches, windowRows, minimumLabels);
    }
}
