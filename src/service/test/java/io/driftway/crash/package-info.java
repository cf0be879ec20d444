/**
 * Kills the service and the stages before and after each call that leaves the process, and checks the remaining state with {@link
 * io.driftway.invariant.Checker}.
 */
@NullMarked
package io.driftway.crash;

import org.jspecify.annotations.NullMarked;
