/** Defines episodes, the limits on retraining, the trainer's contract, and the gate that a challenger must pass. */
@NullMarked
package io.driftway.core.retrain;

import org.jspecify.annotations.NullMarked;
