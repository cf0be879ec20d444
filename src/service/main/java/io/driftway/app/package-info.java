/** Holds the settings of the program and wires its parts. It computes nothing; {@code io.driftway.cli} has the main class. */
@NullMarked
package io.driftway.app;

import org.jspecify.annotations.NullMarked;
