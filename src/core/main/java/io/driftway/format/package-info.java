/** Chooses the reader for a batch by its format, and writes predictions and reports. The formats themselves are in the packages below. */
@NullMarked
package io.driftway.format;

import org.jspecify.annotations.NullMarked;
