/** Meter names, their binding, and the observations around stages. */
@NullMarked
package io.driftway.telemetry;

import org.jspecify.annotations.NullMarked;
