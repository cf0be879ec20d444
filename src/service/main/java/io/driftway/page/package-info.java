/** Pages for people: the status page and the drift report. */
@NullMarked
package io.driftway.page;

import org.jspecify.annotations.NullMarked;
