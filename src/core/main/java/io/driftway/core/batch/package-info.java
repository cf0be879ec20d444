/** Represents the rows of a blob as typed columns, with their schema, and the reasons to reject a batch. */
@NullMarked
package io.driftway.core.batch;

import org.jspecify.annotations.NullMarked;
