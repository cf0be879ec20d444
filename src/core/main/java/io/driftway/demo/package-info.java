/** Generates customers of a fictional telecom company, with planted drift, for the demo, the examples and the tests. */
@NullMarked
package io.driftway.demo;

import org.jspecify.annotations.NullMarked;
