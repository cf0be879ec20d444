package io.driftway.format.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes one message field by field in the order of the calls, whether or not a schema allows it; lists one number a field. */
final class ProtobufWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    ProtobufWriter number(int field, long value) {
        return add(to -> to.writeInt64(field, value));
    }

    ProtobufWriter fraction(int field, float value) {
        return add(to -> to.writeFloat(field, value));
    }

    ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(UTF_8));
    }

    ProtobufWriter message(int field, ProtobufWriter message) {
        return bytes(field, message.toBytes());
    }

    ProtobufWriter bytes(int field, byte[] value) {
        return add(to -> to.writeByteArray(field, value));
    }

    byte[] toBytes() {
        add(CodedOutputStream::flush);
        return bytes.toByteArray();
    }

    private ProtobufWriter add(Writing writing) {
        try {
            writing.write(out);
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
