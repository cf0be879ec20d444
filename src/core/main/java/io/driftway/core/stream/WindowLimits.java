package io.driftway.core.stream;

import io.driftway.core.batch.Limits;
import java.nio.file.Path;

/**
 * Bounds a window. One that would pass a bound ends before the record that would do it. That depends on the records alone, so that each reader of the log cuts there.
 *
 * @param bytes of the values of a window, and one for each cell of its table; its file is no longer than that by more than its header row
 * @param batch what the inbox allows of rows, columns and the length of a row
 * @param folder of temporary files
 */
public record WindowLimits(long bytes, Limits batch, Path folder) {

    /** The longest window is held in memory whole when it is written. */
    public static final long LARGEST = 1 << 30;

    public WindowLimits {
        if (bytes < 1 || bytes > LARGEST) {
            throw new IllegalArgumentException("size must be 1 to " + LARGEST + " bytes, got " + bytes);
        }
    }
}
