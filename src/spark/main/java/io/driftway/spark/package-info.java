/** Counts tables on Spark, and compares them as one machine would. */
@NullMarked
package io.driftway.spark;

import org.jspecify.annotations.NullMarked;
