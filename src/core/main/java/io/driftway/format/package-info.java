/** Bytes to core types and back: CSV, JSON records, model bundles. */
@NullMarked
package io.driftway.format;

import org.jspecify.annotations.NullMarked;
