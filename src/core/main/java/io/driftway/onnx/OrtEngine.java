package io.driftway.onnx;

import io.driftway.core.model.Features;
import io.driftway.core.model.OnnxEngine;
import io.driftway.core.model.OnnxSignature;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.UnusableModel;

/** Runs ONNX models with ONNX Runtime, where that is there. Names none of its classes, so that this one loads without it. */
public final class OrtEngine implements OnnxEngine {

    @Override
    public Scorer open(byte[] model, OnnxSignature signature, Features example) {
        try {
            return OrtScorer.open(model, signature, example);
        } catch (LinkageError absent) {
            throw new UnusableModel(
                    "ONNX Runtime is not there or does not run on this machine (" + firstLine(absent) + ")",
                    "add com.microsoft.onnxruntime:onnxruntime to the class path, and a temporary folder that may be written");
        }
    }

    static String firstLine(Throwable fault) {
        return String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
    }
}
