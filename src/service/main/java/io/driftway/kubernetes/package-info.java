/** Creates the Kubernetes Job of an episode, and reports why a Job does not run. */
@NullMarked
package io.driftway.kubernetes;

import org.jspecify.annotations.NullMarked;
