/** What the champion says of a batch: a model of plain arrays and the probabilities it gives. */
@NullMarked
package io.driftway.core.model;

import org.jspecify.annotations.NullMarked;
