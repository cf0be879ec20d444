/** Scores with ONNX Runtime. The only package that depends on it; the dependency is optional. */
@NullMarked
package io.driftway.onnx;

import org.jspecify.annotations.NullMarked;
