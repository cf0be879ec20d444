/** Defines the meters and spans, and records them around stages, store calls, cluster calls and retrainings. */
@NullMarked
package io.driftway.telemetry;

import org.jspecify.annotations.NullMarked;
