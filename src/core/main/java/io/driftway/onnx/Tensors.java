package io.driftway.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.driftway.core.model.Features;
import io.driftway.core.model.OnnxSignature;
import io.driftway.core.model.OnnxSignature.Columns;
import io.driftway.core.model.OnnxSignature.Input;
import io.driftway.core.model.OnnxSignature.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Some consecutive rows as the inputs of a model, by name. They lie outside the heap until they are closed. */
final class Tensors implements AutoCloseable {

    /** Of memory, for each cell at most. */
    static final int CELL_BYTES = Long.BYTES;

    /** From here on a double is no long. */
    private static final double TOO_LARGE = 0x1p63;

    private final Map<String, OnnxTensor> byName = new LinkedHashMap<>();
    private final OrtEnvironment environment;
    private final Features rows;
    private final int from;
    private final int length;

    private Tensors(OrtEnvironment environment, Features rows, int from, int length) {
        this.environment = environment;
        this.rows = rows;
        this.from = from;
        this.length = length;
    }

    /**
     * The rows from one on, so many of them.
     *
     * @param room outside the heap, {@link #CELL_BYTES} for each cell; used until the tensors are closed
     * @throws IllegalArgumentException when a cell is nothing that its input takes; in one line
     */
    static Tensors of(
            OrtEnvironment environment, OnnxSignature signature, Features rows, int from, int length, ByteBuffer room)
            throws OrtException {
        Tensors tensors = new Tensors(environment, rows, from, length);
        try {
            switch (signature.inputs()) {
                case Table(String name) -> tensors.byName.put(name, tensors.table(room));
                case Columns(List<Input> each) -> {
                    int bytes = length * CELL_BYTES;
                    for (int feature = 0; feature < each.size(); feature++) {
                        Input input = each.get(feature);
                        ByteBuffer part = room.slice(feature * bytes, bytes).order(ByteOrder.nativeOrder());
                        tensors.byName.put(input.name(), tensors.column(input, feature, part));
                    }
                }
            }
            return tensors;
        } catch (OrtException | RuntimeException fault) {
            tensors.close();
            throw fault;
        }
    }

    Map<String, OnnxTensor> byName() {
        return byName;
    }

    @Override
    public void close() {
        byName.values().forEach(OnnxTensor::close);
    }

    private OnnxTensor table(ByteBuffer room) throws OrtException {
        FloatBuffer cells = room.asFloatBuffer();
        for (int row = 0; row < length; row++) {
            for (int feature = 0; feature < rows.count(); feature++) {
                cells.put(rows.at(from + row, feature));
            }
        }
        return OnnxTensor.createTensor(environment, cells.flip(), new long[] {length, rows.count()});
    }

    private OnnxTensor column(Input input, int feature, ByteBuffer room) throws OrtException {
        long[] shape = {length, 1};
        return switch (input.element()) {
            case FLOAT -> {
                FloatBuffer cells = room.asFloatBuffer();
                for (int row = 0; row < length; row++) {
                    float cell = (float) rows.number(from + row, feature);
                    cells.put(Float.isInfinite(cell) ? Float.NaN : cell);
                }
                yield OnnxTensor.createTensor(environment, cells.flip(), shape);
            }
            case DOUBLE -> {
                DoubleBuffer cells = room.asDoubleBuffer();
                for (int row = 0; row < length; row++) {
                    cells.put(rows.number(from + row, feature));
                }
                yield OnnxTensor.createTensor(environment, cells.flip(), shape);
            }
            case INT64 -> {
                LongBuffer cells = room.asLongBuffer();
                for (int row = 0; row < length; row++) {
                    cells.put(whole(rows.number(from + row, feature), from + row, input));
                }
                yield OnnxTensor.createTensor(environment, cells.flip(), shape);
            }
            case STRING -> {
                String[] cells = new String[length];
                for (int row = 0; row < length; row++) {
                    @Nullable String text = rows.text(from + row, feature);
                    cells[row] = text == null ? input.missing() : text;
                }
                yield OnnxTensor.createTensor(environment, cells, shape);
            }
        };
    }

    private static long whole(double number, int row, Input input) {
        if (number != Math.rint(number) || Math.abs(number) >= TOO_LARGE) {
            throw new IllegalArgumentException(
                    "row " + (row + 1) + " has no whole number in column " + input.name()
                            + ", and the ONNX model takes nothing else there; fill the cell, or export the model with a float input");
        }
        return (long) number;
    }
}
