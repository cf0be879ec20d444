package io.driftway.app;

import io.driftway.core.batch.Limits;
import io.driftway.core.pipeline.WarningRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How large a batch or a file of labels may be, and how much of it is kept and shown. One past a limit is set aside with a reason of its own; what is not
 * kept or shown is counted as a warning.
 *
 * @param rows below the header row
 * @param columns whether they are read or not
 * @param rowSize of one row, in UTF-8
 * @param cellLength of one cell, in characters
 * @param unpackedSize of a packed blob, when it is unpacked
 * @param expansion unpacked bytes for each packed one, from 16 MiB unpacked on
 * @param memoryShare of all memory, what the columns of one batch may take
 * @param categories of each feature, so many are kept by themselves in a reference; a batch that has more which are unseen is warned of
 * @param missingRatio a batch in which a larger share of a feature's cells is missing is warned of
 * @param features of so many the figures are exported
 * @param series so many are exported by one process
 */
@ConfigurationProperties("driftway.limits")
public record LimitProperties(
        long rows,
        int columns,
        DataSize rowSize,
        int cellLength,
        DataSize unpackedSize,
        int expansion,
        double memoryShare,
        int categories,
        double missingRatio,
        int features,
        int series) {

    public LimitProperties {
        limits(rows, columns, rowSize, cellLength, unpackedSize, expansion, memoryShare);
        Setting.of("driftway.limits", () -> new WarningRules(categories, missingRatio, features));
        if (series < 1) {
            throw new IllegalArgumentException("driftway.limits.series must be at least 1, got " + series);
        }
    }

    WarningRules warnings() {
        return new WarningRules(categories, missingRatio, features);
    }

    Limits limits() {
        return limits(rows, columns, rowSize, cellLength, unpackedSize, expansion, memoryShare);
    }

    private static Limits limits(
            long rows,
            int columns,
            DataSize rowSize,
            int cellLength,
            DataSize unpackedSize,
            int expansion,
            double memoryShare) {
        return Setting.of(
                "driftway.limits",
                () -> new Limits(
                        rows,
                        columns,
                        (int) Math.min(rowSize.toBytes(), Integer.MAX_VALUE),
                        cellLength,
                        unpackedSize.toBytes(),
                        expansion,
                        memoryShare));
    }
}
