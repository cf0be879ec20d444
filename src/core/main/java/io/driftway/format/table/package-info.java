/** Infers the kind of each column of a table, and defines missing cells, numbers and truth values for all formats. */
@NullMarked
package io.driftway.format.table;

import org.jspecify.annotations.NullMarked;
