/** Thin Camel adapters, one per route. */
@NullMarked
package io.driftway.stage;

import org.jspecify.annotations.NullMarked;
