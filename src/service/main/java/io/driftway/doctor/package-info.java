/** Checks what the service depends on (settings, store, champion, cluster, telemetry, disk, port) and names a remedy for each fault. */
@NullMarked
package io.driftway.doctor;

import org.jspecify.annotations.NullMarked;
