package io.driftway.core.batch;

import java.util.List;

/**
 * Counts something about a batch that is worth knowing and does not keep it from its verdict. It holds no cell of a row.
 *
 * @param code from the closed list, which says what is counted
 * @param count at least 1
 * @param columns which it concerns, at most the first {@value #MOST_COLUMNS}, each cut to 100 characters; empty when it concerns the batch as a whole
 */
public record BatchWarning(WarningCode code, long count, List<String> columns) {

    /** Most columns that a warning names. */
    public static final int MOST_COLUMNS = 20;

    private static final int LONGEST_NAME = 100;

    public BatchWarning {
        columns = columns.stream().limit(MOST_COLUMNS).map(BatchWarning::cut).toList();
        if (count < 1) {
            throw new IllegalArgumentException("a warning counts something, got " + count + " for " + code);
        }
    }

    /** About the batch as a whole. */
    public BatchWarning(WarningCode code, long count) {
        this(code, count, List.of());
    }

    /** About these columns, at least one, each of which counts. */
    public static BatchWarning of(WarningCode code, List<String> columns) {
        return new BatchWarning(code, columns.size(), columns);
    }

    private static String cut(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) + "...";
    }
}
