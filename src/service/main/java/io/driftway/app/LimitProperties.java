package io.driftway.app;

import io.driftway.core.batch.Limits;
import io.driftway.core.pipeline.WarningRules;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * Limits on the size of a batch or a file of labels, and on what is kept and shown of it. A file beyond a size limit goes to quarantine with its
 * own reason. Driftway counts a warning for what it does not keep or show.
 *
 * @param rows most rows below the header row
 * @param columns most columns, including those that are not read
 * @param rowSize largest size of a row, in UTF-8
 * @param cellLength most characters of a cell
 * @param unpackedSize largest unpacked size of a packed blob
 * @param expansion most unpacked bytes for each packed byte, checked from 16 MiB unpacked on
 * @param memoryShare largest share of the memory of the JVM that the columns of one batch may take
 * @param categories most categories of a feature that a reference keeps one by one; a batch with more unseen categories gives a warning
 * @param missingRatio share of missing cells of a feature above which a batch gives a warning
 * @param features most features whose figures are exported as metrics
 * @param series most metric series that one process exports
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
