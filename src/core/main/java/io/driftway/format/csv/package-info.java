/** Reads and profiles files of comma-separated values, plain or gzipped, in one pass over their bytes; writes the predictions. */
@NullMarked
package io.driftway.format.csv;

import org.jspecify.annotations.NullMarked;
