/** What became true: late labels joined with the predictions of before, and how the predictions did. */
@NullMarked
package io.driftway.core.labels;

import org.jspecify.annotations.NullMarked;
