/** Adapts the steps of the core to Camel: one stage for each route, and the classes that a stage needs. */
@NullMarked
package io.driftway.stage;

import org.jspecify.annotations.NullMarked;
