package io.driftway.core.batch;

/**
 * Limits how large a file may be. A larger one is refused as soon as its size is known. No memory is allocated on the word of a file.
 *
 * @param rows below the header
 * @param columns in the header row, whether they are read or not
 * @param rowBytes of one row as UTF-8, with one byte for each separator and line end, without the quotes around cells
 * @param cellChars of one cell
 * @param unpackedBytes of a packed file when it is unpacked
 * @param expansion unpacked bytes for each packed one, checked from {@value #EXPANSION_FROM} unpacked bytes on, because small files of few
 *     different rows are packed very well
 * @param memoryShare share of all memory that the columns of one file may take, in (0, 1]; they may take twice that before the next check,
 *     and comparing them takes some more
 */
public record Limits(
        long rows, int columns, int rowBytes, int cellChars, long unpackedBytes, int expansion, double memoryShare) {

    /** Unpacked bytes below which {@code expansion} is not checked. */
    public static final long EXPANSION_FROM = 1 << 24;

    /** The largest row and the largest cell that can be allowed: both are held in memory whole. */
    public static final int LARGEST = 1 << 26;

    /** The most rows that can be allowed: they are counted by an int where they are held. */
    public static final int MOST_ROWS = Integer.MAX_VALUE - 8;

    /** What the service allows by default. */
    public static final Limits STANDARD = new Limits(10_000_000, 5_000, 1 << 22, 1 << 20, 1L << 35, 200, 0.25);

    /** Files of any length that the memory holds: what the commands allow, where a person chose the file and nothing else runs. */
    public static final Limits ANY_LENGTH = new Limits(
            MOST_ROWS,
            STANDARD.columns,
            STANDARD.rowBytes,
            STANDARD.cellChars,
            Long.MAX_VALUE,
            STANDARD.expansion,
            0.4);

    /** As {@link #ANY_LENGTH}, for rows to train on: what takes more than this share of the memory leaves too little for the trees to grow. */
    public static final Limits TRAINING = new Limits(
            MOST_ROWS,
            STANDARD.columns,
            STANDARD.rowBytes,
            STANDARD.cellChars,
            Long.MAX_VALUE,
            STANDARD.expansion,
            0.75);

    public Limits {
        require(rows >= 1 && rows <= MOST_ROWS, "rows", "1 to " + MOST_ROWS, rows);
        require(columns >= 1, "columns", "at least 1", columns);
        require(rowBytes >= 1 && rowBytes <= LARGEST, "row-size", "1 to " + LARGEST + " bytes", rowBytes);
        require(cellChars >= 1 && cellChars <= LARGEST, "cell-length", "1 to " + LARGEST, cellChars);
        require(unpackedBytes >= 1, "unpacked-size", "at least 1 byte", unpackedBytes);
        require(expansion >= 1, "expansion", "at least 1", expansion);
        require(memoryShare > 0 && memoryShare <= 1, "memory-share", "above 0 and at most 1", memoryShare);
    }

    private static void require(boolean holds, String name, String range, Object got) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + range + ", got " + got);
        }
    }
}
