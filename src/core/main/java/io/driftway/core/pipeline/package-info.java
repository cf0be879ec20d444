/** A batch on its way: the steps that it takes, and what each hands to the next. */
@NullMarked
package io.driftway.core.pipeline;

import org.jspecify.annotations.NullMarked;
