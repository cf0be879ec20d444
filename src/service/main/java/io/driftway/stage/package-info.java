/** Adapts Camel to the core, for the steps of a route that need the exchange, the store or the cluster. {@code Pipeline} has the other steps. */
@NullMarked
package io.driftway.stage;

import org.jspecify.annotations.NullMarked;
