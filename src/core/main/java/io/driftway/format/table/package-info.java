/** What files of rows have in common: the kinds of columns, how a column's kind is inferred, and what counts as missing, as a number or as a truth value. */
@NullMarked
package io.driftway.format.table;

import org.jspecify.annotations.NullMarked;
