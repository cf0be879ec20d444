package io.driftway.core.batch;

import java.io.IOException;
import java.io.InputStream;

/** Reads the rows of one file, typed by a schema that is known before. */
@FunctionalInterface
public interface BatchReader {

    /**
     * Reads to the end of the stream, which the caller closes.
     *
     * @param name the file's name, for messages and for its kind
     * @return the rows, or the reason why the file cannot be used
     * @throws IOException when the stream fails, which says nothing about the file
     */
    Decoded read(String name, InputStream in, Schema schema) throws IOException;
}
