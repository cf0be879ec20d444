/** Reads and writes a model bundle, as files in memory and as a folder. */
@NullMarked
package io.driftway.format.bundle;

import org.jspecify.annotations.NullMarked;
