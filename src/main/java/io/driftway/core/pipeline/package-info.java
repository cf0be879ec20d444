/** A batch on its way: what each stage hands to the next. */
@NullMarked
package io.driftway.core.pipeline;

import org.jspecify.annotations.NullMarked;
