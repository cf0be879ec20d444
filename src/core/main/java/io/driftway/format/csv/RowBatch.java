package io.driftway.format.csv;

import java.util.ArrayList;
import java.util.List;

/** Blocks that are handed from one thread to another together, because each handing over costs a moment. Reused. */
final class RowBatch {

    private static final int BLOCKS = 16;

    /** After so many bytes no further block is begun, so that few long rows are held at once. */
    private static final int MANY_BYTES = 4 * BLOCKS * Records.BLOCK_BYTES;

    private final List<RowBlock> blocks = new ArrayList<>();
    private final int width;
    private int filled;
    private int rows;

    /** @param width cells in a row, at least 1 */
    RowBatch(int width) {
        this.width = width;
    }

    /** Takes the next rows; none are left at the end, and after a fault. */
    void fill(Records records) {
        rows = 0;
        long bytes = 0;
        for (filled = 0; filled < BLOCKS && bytes < MANY_BYTES; filled++) {
            if (filled == blocks.size()) {
                blocks.add(new RowBlock(width));
            }
            if (!records.next(blocks.get(filled))) {
                break;
            }
            rows += blocks.get(filled).rows();
            bytes += blocks.get(filled).input().length;
        }
        blocks.subList(filled, blocks.size()).clear();
    }

    int rows() {
        return rows;
    }

    /** The line of the file in which a row begins, rows being counted from 0. */
    long line(long row) {
        long before = row;
        for (RowBlock block : blocks()) {
            if (before < block.rows()) {
                return block.line((int) before);
            }
            before -= block.rows();
        }
        throw new IndexOutOfBoundsException("no row " + row);
    }

    List<RowBlock> blocks() {
        return blocks.subList(0, filled);
    }
}
