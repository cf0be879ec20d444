package io.driftway.core.model;

import java.util.Objects;

/**
 * How an ONNX model is asked and what of its answer is taken.
 *
 * @param input name of the one input, a float tensor of rows by features
 * @param features width of the input
 * @param output name of the output with the probabilities: a float tensor [N, 2], [N, 1] or [N], or a map from class to probability
 *     for each row
 * @param column where the output has two columns, the one of the positive class
 * @param positive where the output is maps, the key of the positive class as text
 */
public record OnnxSignature(String input, int features, String output, int column, String positive) {
    public OnnxSignature {
        Objects.requireNonNull(input);
        Objects.requireNonNull(output);
        Objects.requireNonNull(positive);
        if (features < 1 || features > FlatTrees.MAX_FEATURES) {
            throw new IllegalArgumentException("features must be 1 to " + FlatTrees.MAX_FEATURES + ", got " + features);
        }
        if (column != 0 && column != 1) {
            throw new IllegalArgumentException("column must be 0 or 1, got " + column);
        }
    }
}
