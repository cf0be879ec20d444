/**
 * From a request to a new champion: which labelled rows there are, whether to retrain, the run itself, and the models and promotions that come of
 * it. A {@link io.driftway.core.lifecycle.BundleFormat} says how a model becomes files.
 */
@org.jspecify.annotations.NullMarked
package io.driftway.core.lifecycle;
