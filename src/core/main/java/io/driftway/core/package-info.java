/** What all packages of Driftway may use. */
@NullMarked
package io.driftway.core;

import org.jspecify.annotations.NullMarked;
