/** Reads and writes JSON: records of the ledger, drift reports and the quality of a model. */
@NullMarked
package io.driftway.format.json;

import org.jspecify.annotations.NullMarked;
