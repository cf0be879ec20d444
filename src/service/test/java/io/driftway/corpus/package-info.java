/** Tests Driftway on input files from outside. Each has one expected outcome: a verdict with warnings, a quarantine with its reason, or no batch. */
@NullMarked
package io.driftway.corpus;

import org.jspecify.annotations.NullMarked;
