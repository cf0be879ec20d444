/** What a drift report means for the model in service. */
@NullMarked
package io.driftway.core.verdict;

import org.jspecify.annotations.NullMarked;
