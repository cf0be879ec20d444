/** What should be done about a breach, once: episodes, their guards, what training gives, and the gate a challenger must pass. */
@NullMarked
package io.driftway.core.retrain;

import org.jspecify.annotations.NullMarked;
