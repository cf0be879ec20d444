/** The service killed at every boundary, and looked at afterwards with {@link io.driftway.invariant.Invariants}. */
@NullMarked
package io.driftway.crash;

import org.jspecify.annotations.NullMarked;
