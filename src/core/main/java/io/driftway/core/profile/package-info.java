/** Summarises batches. A profile is small, exact and mergeable, and a comparison needs nothing else of either side. */
@NullMarked
package io.driftway.core.profile;

import org.jspecify.annotations.NullMarked;
