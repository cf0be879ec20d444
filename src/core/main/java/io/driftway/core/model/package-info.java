/** Scores batches, and measures a model: quality, calibration, importance and attribution of features. */
@NullMarked
package io.driftway.core.model;

import org.jspecify.annotations.NullMarked;
