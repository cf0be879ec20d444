/** A model bundle as files and as a folder. */
@NullMarked
package io.driftway.format.bundle;

import org.jspecify.annotations.NullMarked;
