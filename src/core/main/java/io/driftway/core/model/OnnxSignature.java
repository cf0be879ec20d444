package io.driftway.core.model;

import java.util.List;
import java.util.Objects;

/**
 * Says how features go into an ONNX model, and which part of its output is the probability.
 *
 * @param inputs how the features go in
 * @param features how many there are
 * @param output name of the output with the probabilities: a float tensor [N, 2], [N, 1] or [N], or a map from class to probability
 *     for each row
 * @param column where the output has two columns, the one of the positive class
 * @param positive where the output is maps, the key of the positive class as text
 */
public record OnnxSignature(Inputs inputs, int features, String output, int column, String positive) {

    /** How the features of rows go in. */
    public sealed interface Inputs {}

    /**
     * One float tensor of rows by features. A category is its place among those of the schema.
     *
     * @param name of the input
     */
    public record Table(String name) implements Inputs {
        public Table {
            Objects.requireNonNull(name);
        }
    }

    /**
     * A tensor [N, 1] for each feature, in the order of the schema. Numbers and texts go in as they are, also those that the schema does
     * not know.
     *
     * @param each one input for each feature
     */
    public record Columns(List<Input> each) implements Inputs {
        public Columns {
            each = List.copyOf(each);
        }
    }

    /**
     * The input of one feature.
     *
     * @param name of the input and of the feature
     * @param element what its cells are
     * @param missing stands for a missing text; of no meaning for numbers
     */
    public record Input(String name, Element element, String missing) {
        public Input {
            Objects.requireNonNull(name);
            Objects.requireNonNull(element);
            Objects.requireNonNull(missing);
        }
    }

    /** What the cells of a tensor are. */
    public enum Element {
        FLOAT,
        DOUBLE,
        /** Whole numbers, none of which can be missing. */
        INT64,
        STRING
    }

    public OnnxSignature {
        Objects.requireNonNull(output);
        Objects.requireNonNull(positive);
        if (features < 1 || features > FlatTrees.MAX_FEATURES) {
            throw new IllegalArgumentException("features must be 1 to " + FlatTrees.MAX_FEATURES + ", got " + features);
        }
        if (inputs instanceof Columns(List<Input> each) && each.size() != features) {
            throw new IllegalArgumentException(
                    "there must be an input for each of " + features + " features, got " + each.size());
        }
        if (column != 0 && column != 1) {
            throw new IllegalArgumentException("column must be 0 or 1, got " + column);
        }
    }
}
