package io.driftway.app;

import io.driftway.core.batch.Limits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * How large a batch or a file of labels may be. One past a limit is set aside with a reason of its own.
 *
 * @param rows below the header row
 * @param columns whether they are read or not
 * @param rowSize of one row, in UTF-8
 * @param cellLength of one cell, in characters
 * @param unpackedSize of a packed blob, when it is unpacked
 * @param expansion unpacked bytes for each packed one, from 16 MiB unpacked on
 * @param memoryShare of all memory, what the columns of one batch may take
 */
@ConfigurationProperties("driftway.limits")
public record LimitProperties(
        long rows,
        int columns,
        DataSize rowSize,
        int cellLength,
        DataSize unpackedSize,
        int expansion,
        double memoryShare) {

    public LimitProperties {
        limits(rows, columns, rowSize, cellLength, unpackedSize, expansion, memoryShare);
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
