/** Hawtio's console and the Jolokia agent that it asks: for looking, never for doing. */
@NullMarked
package io.driftway.hawtio;

import org.jspecify.annotations.NullMarked;
