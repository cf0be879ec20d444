/** The program: its main class, its settings and the wiring of its parts. */
@NullMarked
package io.driftway.app;

import org.jspecify.annotations.NullMarked;
