/** What arrived: rows as columns, the schema that pins their types, and the reasons for which a batch is refused. */
@NullMarked
package io.driftway.core.batch;

import org.jspecify.annotations.NullMarked;
