package io.driftway.onnx;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.driftway.core.model.Features;
import io.driftway.core.model.OnnxSignature;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.UnusableModel;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** An ONNX model that scores rows in chunks, on the thread of who asks. */
final class OrtScorer implements Scorer {

    /** Of the input, at most; memory is that of a chunk whatever the size of the batch. */
    private static final int CHUNK_CELLS = 1 << 18;

    private static final int MAX_CHUNK_ROWS = 1_024;

    /** How far outside of [0, 1] float32 may round a probability. */
    private static final float ROUNDING = 1e-5f;

    private final OnnxSignature signature;
    private final Sessions sessions;

    private OrtScorer(OnnxSignature signature, Sessions sessions) {
        this.signature = signature;
        this.sessions = sessions;
    }

    /** Opens a model and tries it on some rows. */
    static OrtScorer open(byte[] model, OnnxSignature signature, Features example) {
        Sessions sessions = new Sessions(model.clone());
        OrtScorer scorer = new OrtScorer(signature, sessions);
        Sessions.CLEANER.register(scorer, sessions);
        try {
            scorer.score(example, new float[example.rows()]);
            return scorer;
        } catch (OrtException fault) {
            sessions.retire();
            throw new UnusableModel("ONNX Runtime refuses it: " + OrtEngine.firstLine(fault), "export the model again");
        } catch (UnusableModel fault) {
            sessions.retire();
            throw fault;
        }
    }

    @Override
    public int features() {
        return signature.features();
    }

    @Override
    public void retire() {
        sessions.retire();
    }

    boolean isOpen() {
        return sessions.isOpen();
    }

    @Override
    public float[] probabilities(Features rows) {
        if (rows.count() != features()) {
            throw new IllegalArgumentException("the model takes " + features() + " features, got " + rows.count());
        }
        float[] probabilities = new float[rows.rows()];
        if (probabilities.length == 0) {
            return probabilities;
        }
        try {
            score(rows, probabilities);
        } catch (OrtException fault) {
            throw new IllegalArgumentException("the ONNX model cannot score these rows: " + OrtEngine.firstLine(fault));
        } finally {
            Reference.reachabilityFence(this);
        }
        requireProbabilities(probabilities);
        return probabilities;
    }

    private void score(Features rows, float[] into) throws OrtException {
        int chunk = Math.min(into.length, Math.clamp(CHUNK_CELLS / features(), 1, MAX_CHUNK_ROWS));
        sessions.use((environment, session) -> {
            ByteBuffer room = ByteBuffer.allocateDirect(chunk * features() * Tensors.CELL_BYTES)
                    .order(ByteOrder.nativeOrder());
            for (int from = 0; from < into.length; from += chunk) {
                int length = Math.min(chunk, into.length - from);
                try (Tensors inputs = Tensors.of(environment, signature, rows, from, length, room);
                        OrtSession.Result result = session.run(inputs.byName(), Set.of(signature.output()))) {
                    take(result, into, from, length);
                }
            }
            return into;
        });
    }

    private void take(OrtSession.Result result, float[] into, int from, int length) throws OrtException {
        switch (result.get(0)) {
            case OnnxTensor tensor -> fromTensor(tensor.getFloatBuffer(), into, from, length);
            case OnnxSequence maps -> fromMaps(maps, into, from, length);
            case OnnxValue other -> throw unexpected(other.getInfo().toString());
        }
    }

    private void fromTensor(FloatBuffer values, float[] into, int from, int length) {
        int width = values.remaining() / length;
        if (width < 1 || width > 2 || width * length != values.remaining()) {
            throw unexpected(values.remaining() + " values for " + length + " rows");
        }
        int column = width == 2 ? signature.column() : 0;
        for (int row = 0; row < length; row++) {
            into[from + row] = values.get(row * width + column);
        }
    }

    private void fromMaps(OnnxSequence maps, float[] into, int from, int length) throws OrtException {
        int row = 0;
        for (OnnxValue value : maps.getValue()) {
            try (value) {
                if (row < length) {
                    into[from + row] = fromMap(value);
                }
            }
            row++;
        }
        if (row != length) {
            throw unexpected(row + " maps for " + length + " rows");
        }
    }

    private float fromMap(OnnxValue value) throws OrtException {
        if (value instanceof OnnxMap map) {
            for (Map.Entry<?, ?> entry : map.getValue().entrySet()) {
                if (String.valueOf(entry.getKey()).equals(signature.positive())
                        && entry.getValue() instanceof Float probability) {
                    return probability;
                }
            }
        }
        throw unexpected("no float for the class " + signature.positive());
    }

    private UnusableModel unexpected(String what) {
        return new UnusableModel(
                "its output " + signature.output() + " has " + what,
                "export with probabilities as float [N, 2] or [N, 1], or a map from class to float for each row");
    }

    private void requireProbabilities(float[] probabilities) {
        for (int row = 0; row < probabilities.length; row++) {
            float p = probabilities[row];
            if (!(p >= -ROUNDING && p <= 1 + ROUNDING)) {
                throw new IllegalArgumentException("the ONNX model gives row " + (row + 1) + " the value " + p
                        + ", which is no probability; "
                        + (Float.isNaN(p)
                                ? "give it rows without missing values or add an Imputer to it"
                                : "export it with its link function (LOGISTIC, Sigmoid)"));
            }
            probabilities[row] = Math.clamp(p, 0f, 1f);
        }
    }
}
