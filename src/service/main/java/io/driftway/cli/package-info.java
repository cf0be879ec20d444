/** One class per command. */
@NullMarked
package io.driftway.cli;

import org.jspecify.annotations.NullMarked;
