/** Training with Smile, and out of it into the project's own model format. */
@NullMarked
package io.driftway.smile;

import org.jspecify.annotations.NullMarked;
