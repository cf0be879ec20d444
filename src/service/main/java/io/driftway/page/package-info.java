/** Renders the pages for people: the status page, the drift report and the report of a replay. */
@NullMarked
package io.driftway.page;

import org.jspecify.annotations.NullMarked;
