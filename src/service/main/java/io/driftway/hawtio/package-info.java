/** Serves the Hawtio console and its Jolokia agent, read-only. */
@NullMarked
package io.driftway.hawtio;

import org.jspecify.annotations.NullMarked;
