/** Records and reports as JSON. */
@NullMarked
package io.driftway.format.json;

import org.jspecify.annotations.NullMarked;
