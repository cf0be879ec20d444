package io.driftway.format.csv;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntFunction;

/**
 * Cells of a column whose length is not known yet, in chunks, so that no cell is copied before the end. {@link #take} gives up each chunk as soon as it is copied: chunks
 * and column together never take much more than the column.
 *
 * @param <A> an array of cells
 */
final class Chunks<A> {

    private static final int FEWEST = 1 << 6;
    private static final int MOST = 1 << 16;

    private final IntFunction<A> array;
    private final Deque<A> chunks = new ArrayDeque<>();
    private long cells;

    /** @param array makes one of so many cells */
    Chunks(IntFunction<A> array) {
        this.array = array;
    }

    /** Adds a chunk, to be filled before the next one is added. It has as many cells as all before it, within bounds. */
    A add() {
        A chunk = array.apply(Math.clamp(cells, FEWEST, MOST));
        cells += Array.getLength(chunk);
        chunks.add(chunk);
        return chunk;
    }

    /** Cells of all chunks, filled or not. */
    long cells() {
        return cells;
    }

    /**
     * Returns the first cells as one array. No chunk is left afterwards.
     *
     * @param filled how many cells, at most {@link #cells}
     */
    A take(int filled) {
        A all = array.apply(filled);
        int at = 0;
        while (at < filled) {
            A chunk = chunks.remove();
            int length = Math.min(filled - at, Array.getLength(chunk));
            System.arraycopy(chunk, 0, all, at, length);
            at += length;
        }
        return all;
    }
}
