/** Reads and profiles CSV files, plain or packed by gzip, in one pass; writes predictions as CSV. */
@NullMarked
package io.driftway.format.csv;

import org.jspecify.annotations.NullMarked;
