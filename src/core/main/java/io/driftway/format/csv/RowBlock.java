package io.driftway.format.csv;

import java.util.Arrays;

/**
 * Some rows of a file: their bytes, and where in them each cell is. A cell's text ends one byte before the next one's begins, and eight bytes may be read from
 * any place within a cell. Reused from block to block.
 */
final class RowBlock {

    /** Bytes that may be read past the last cell. */
    static final int PADDING = 8;

    /** Bounds that there is room for at first, so that neither wide rows nor short files make for large blocks. */
    private static final int FIRST_BOUNDS = 1 << 12;

    private final int width;
    private byte[] input = {};
    private byte[] text = {};
    private int[] bounds;
    private int[] lines;
    private int rows;
    private long firstLine;

    /** @param width cells in a row, at least 1 */
    RowBlock(int width) {
        this.width = width;
        lines = new int[Math.max(1, FIRST_BOUNDS / (width + 1))];
        bounds = new int[(width + 1) * lines.length];
    }

    /** The bytes of the file that the rows were cut from; they are free again when the block is. */
    byte[] input() {
        return input;
    }

    void input(byte[] bytes) {
        input = bytes;
    }

    /** Begins anew on these bytes, which end with the padding, at this line of the file. */
    void begin(byte[] bytes, long line) {
        text = bytes;
        firstLine = line;
        rows = 0;
    }

    /** The bytes have been moved to a longer array since {@link #begin}. */
    void text(byte[] bytes) {
        text = bytes;
    }

    byte[] text() {
        return text;
    }

    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    /** Where cells begin, column by column: that of a row stands at column * {@link #stride} + row. The end of the last cell is a column of its own. */
    int[] bounds() {
        return bounds;
    }

    int stride() {
        return lines.length;
    }

    /** Makes room for the bounds of one row more. */
    void reserve() {
        int stride = stride();
        if (rows == stride) {
            int[] wider = new int[bounds.length * 2];
            for (int column = 0; column <= width; column++) {
                System.arraycopy(bounds, column * stride, wider, column * stride * 2, stride);
            }
            bounds = wider;
            lines = Arrays.copyOf(lines, stride * 2);
        }
    }

    /** Counts the row whose bounds were set, which begins at this line. */
    void add(long line) {
        lines[rows++] = Math.toIntExact(line - firstLine);
    }

    /** The line of the file in which the row begins, from 1. */
    long line(int row) {
        return firstLine + lines[row];
    }

    int start(int row, int column) {
        return bounds[column * lines.length + row];
    }

    int length(int row, int column) {
        int at = column * lines.length + row;
        return bounds[at + lines.length] - 1 - bounds[at];
    }
}
