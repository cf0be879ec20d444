/** Runs a batch through its steps (decode, score, compare, decide), and defines the records between them. */
@NullMarked
package io.driftway.core.pipeline;

import org.jspecify.annotations.NullMarked;
