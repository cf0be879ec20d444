/** Keeps durable records in an object store by conditional writes. */
@NullMarked
package io.driftway.core.ledger;

import org.jspecify.annotations.NullMarked;
