/** Estimates the performance of a model on rows without labels, with a band, or gives a reason for no estimate. */
@NullMarked
package io.driftway.core.estimate;

import org.jspecify.annotations.NullMarked;
