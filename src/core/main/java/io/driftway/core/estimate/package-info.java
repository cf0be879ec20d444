/** How well a model does on rows whose labels are not there yet, as far as that can be known. */
@NullMarked
package io.driftway.core.estimate;

import org.jspecify.annotations.NullMarked;
