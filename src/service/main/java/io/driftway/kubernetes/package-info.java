/** From an episode to a Kubernetes Job. */
@NullMarked
package io.driftway.kubernetes;

import org.jspecify.annotations.NullMarked;
