/** Trains gradient-boosted trees with Smile and exports them to Driftway's own model format. The only package that needs code under GPL-3. */
@NullMarked
package io.driftway.smile;

import org.jspecify.annotations.NullMarked;
