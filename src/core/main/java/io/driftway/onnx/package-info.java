/** ONNX models, run by ONNX Runtime: the only package that knows it, and it may be left out. */
@NullMarked
package io.driftway.onnx;

import org.jspecify.annotations.NullMarked;
