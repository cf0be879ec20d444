package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import java.util.concurrent.Semaphore;

/**
 * Shares the memory for batches among those that a process has begun. Small batches are worked on at the same time; a large one waits until it has
 * the room for itself, so that no batch is refused because of another.
 *
 * <p>Nobody knows before the reading how much memory a batch takes. A stored byte is counted as 4 in plain text, where a number of two bytes becomes
 * one of eight, and as 20 in a packed file. The limit that a batch is held to while it is read stays as it is.
 *
 * <p>Memory is given in the order in which it is asked for.
 */
public final class BatchMemory {

    private static final int OF_TEXT = 4;
    private static final int OF_PACKED = 20;
    private static final long UNIT = 1 << 10;

    private final int units;
    private final Semaphore free;

    /** @param bytes for all batches together */
    public BatchMemory(long bytes) {
        units = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    /**
     * Returns when there is room for the batch.
     *
     * @param alone whether the batch is to have all of it, whatever its size
     * @return what the batch has of it, to be {@linkplain #leave given back}
     */
    int enter(BlobVersion blob, boolean alone) {
        int taken = alone ? units : units(blob);
        free.acquireUninterruptibly(taken);
        return taken;
    }

    /** Gives back what a batch had. */
    void leave(int taken) {
        free.release(taken);
    }

    private int units(BlobVersion blob) {
        int times = blob.name().endsWith(".csv") ? OF_TEXT : OF_PACKED;
        return Math.clamp(blob.size() / UNIT * times, 1, units);
    }
}
