/** Compares a current profile with a reference profile, by Evidently's rules. */
@NullMarked
package io.driftway.core.drift;

import org.jspecify.annotations.NullMarked;
