/** Files as they come in from outside, each with the one thing that must become of it. */
@NullMarked
package io.driftway.corpus;

import org.jspecify.annotations.NullMarked;
