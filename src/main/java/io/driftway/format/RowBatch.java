package io.driftway.format;

import java.util.ArrayList;
import java.util.List;

/** Blocks that are handed from one thread to another together, because each handing over costs a moment. Reused. */
final class RowBatch {

    private static final int BLOCKS = 16;

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
        for (filled = 0; filled < BLOCKS; filled++) {
            if (filled == blocks.size()) {
                blocks.add(new RowBlock(width));
            }
            if (!records.next(blocks.get(filled))) {
                return;
            }
            rows += blocks.get(filled).rows();
        }
    }

    int rows() {
        return rows;
    }

    List<RowBlock> blocks() {
        return blocks.subList(0, filled);
    }
}
