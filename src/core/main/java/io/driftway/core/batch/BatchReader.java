package io.driftway.core.batch;

import java.io.IOException;
import java.io.InputStream;

/** Reads the rows of one file by a pinned schema. */
@FunctionalInterface
public interface BatchReader {

    /**
     * Reads to the end of the stream, which the caller closes.
     *
     * @param name the file's name, for messages and for its kind
     * @throws IOException when the stream fails, which says nothing about the file
     */
    Decoded read(String name, InputStream in, Schema schema) throws IOException;
}
