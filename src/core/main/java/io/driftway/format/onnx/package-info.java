/** Reads, checks and writes ONNX files. Nothing in a file is run before its operators are known to be harmless. */
@NullMarked
package io.driftway.format.onnx;

import org.jspecify.annotations.NullMarked;
