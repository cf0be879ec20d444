/** How far a current profile is from a reference profile, by Evidently's rules. */
@NullMarked
package io.driftway.core.drift;

import org.jspecify.annotations.NullMarked;
