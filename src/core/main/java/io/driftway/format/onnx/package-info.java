/** Reads, checks and writes ONNX files. It accepts a model only after it has checked that all its operators are harmless. */
@NullMarked
package io.driftway.format.onnx;

import org.jspecify.annotations.NullMarked;
