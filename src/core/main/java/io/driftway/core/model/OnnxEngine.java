package io.driftway.core.model;

/** Runs ONNX models. It is found with {@link java.util.ServiceLoader}, so that nothing but its own package depends on a native library. */
public interface OnnxEngine {

    /**
     * Makes a model ready to score.
     *
     * @param model an ONNX file that has been checked already
     * @param signature which of its inputs and outputs to use
     * @param example rows on which it is tried, of categories that it knows
     * @throws UnusableModel when it cannot be run
     */
    Scorer open(byte[] model, OnnxSignature signature, Features example);
}
