/** Decides about batches: what chance does not explain, matters to the model and is no fault of the feed. */
@NullMarked
package io.driftway.core.decision;

import org.jspecify.annotations.NullMarked;
