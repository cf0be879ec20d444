/** A telecom company that does not exist: customers to try everything on, and drift that is planted on purpose. */
@NullMarked
package io.driftway.demo;

import org.jspecify.annotations.NullMarked;
