/**
 * Runs a retraining from its request to a new champion: collects the labelled rows, chooses the episode, trains and judges the challenger, and
 * keeps models and promotions. A {@link io.driftway.core.lifecycle.BundleFormat} defines how a model becomes files.
 */
@NullMarked
package io.driftway.core.lifecycle;

import org.jspecify.annotations.NullMarked;
