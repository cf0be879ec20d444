/** Joins late labels with earlier predictions and computes the realized performance. */
@NullMarked
package io.driftway.core.labels;

import org.jspecify.annotations.NullMarked;
