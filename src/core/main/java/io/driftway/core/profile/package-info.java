/** A batch summarised: profiles are small, exact, mergeable, and all that a comparison needs of either side. */
@NullMarked
package io.driftway.core.profile;

import org.jspecify.annotations.NullMarked;
