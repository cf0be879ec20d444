/** Holds what all packages of the core share. */
@NullMarked
package io.driftway.core;

import org.jspecify.annotations.NullMarked;
