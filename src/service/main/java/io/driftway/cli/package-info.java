/** Implements the command line: one class for each command, and the main class {@link io.driftway.cli.Driftway}. */
@NullMarked
package io.driftway.cli;

import org.jspecify.annotations.NullMarked;
