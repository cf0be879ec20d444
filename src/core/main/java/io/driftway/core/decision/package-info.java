/** Decides about batches: whether a change exceeds chance, harms the model, or is a fault of the feed. */
@NullMarked
package io.driftway.core.decision;

import org.jspecify.annotations.NullMarked;
