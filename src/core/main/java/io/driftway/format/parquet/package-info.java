/** Reads and profiles Parquet files. */
@NullMarked
package io.driftway.format.parquet;

import org.jspecify.annotations.NullMarked;
