package io.driftway.format.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.format.onnx.message.ModelProto;
import java.io.IOException;
import java.util.BitSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses an ONNX file in two passes. The first checks each declared length, and adds up the memory that the messages would take: two bytes of
 * a hostile file can become an object of a hundred. The second is the generated parser.
 *
 * <p>Groups, which no current writer makes, are refused, and so is a field that stands twice but is no list, which one reader could merge and
 * another replace.
 */
final class OnnxParser {

    /** More than two million tree nodes take. */
    static final int MAX_MEMORY_BYTES = 256 << 20;

    private static final int MESSAGE_BYTES = 128;
    /** Texts lie in the bytes of the file, this is the object that says where. */
    private static final int TEXT_BYTES = 40;

    private static final int NUMBER_BYTES = 8;

    private final String file;
    private final byte[] content;
    private final CodedInputStream in;
    private long memory;

    private OnnxParser(String file, byte[] content) {
        this.file = file;
        this.content = content;
        this.in = CodedInputStream.newInstance(content);
    }

    /**
     * The model in these bytes.
     *
     * @param file names them, for messages
     * @throws BrokenBundle when they are no model or would take too much memory
     */
    static ModelProto parse(String file, byte[] content) {
        return new OnnxParser(file, content).parse();
    }

    private ModelProto parse() {
        try {
            measure(ModelProto.getDescriptor());
            CodedInputStream measured = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
            measured.enableAliasing(true);
            return ModelProto.parseFrom(measured);
        } catch (IOException damaged) {
            throw malformed("a value is cut off or damaged");
        }
    }

    private void measure(Descriptor message) throws IOException {
        BitSet seen = new BitSet();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            FieldDescriptor field = message.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
            if (field != null && !field.isRepeated()) {
                if (seen.get(field.getIndex())) {
                    throw malformed("there are two " + field.getName() + "s");
                }
                seen.set(field.getIndex());
            }
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> measureBytes(field);
                case WireFormat.WIRETYPE_VARINT, WireFormat.WIRETYPE_FIXED32, WireFormat.WIRETYPE_FIXED64 -> {
                    take(field == null ? MESSAGE_BYTES : NUMBER_BYTES);
                    in.skipField(tag);
                }
                default -> throw malformed("no field has the tag " + Integer.toUnsignedString(tag));
            }
        }
    }

    private void measureBytes(@Nullable FieldDescriptor field) throws IOException {
        int length = declaredLength();
        if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            take(MESSAGE_BYTES);
            int outer = in.pushLimit(length);
            measure(field.getMessageType());
            in.popLimit(outer);
        } else if (field != null && field.isPackable()) {
            measureNumbers(field, length);
        } else {
            take(field == null ? MESSAGE_BYTES : TEXT_BYTES);
            in.skipRawBytes(length);
        }
    }

    private void measureNumbers(FieldDescriptor field, int length) throws IOException {
        int outer = in.pushLimit(length);
        while (!in.isAtEnd()) {
            take(NUMBER_BYTES);
            if (field.getType() == FieldDescriptor.Type.FLOAT) {
                in.skipRawBytes(Float.BYTES);
            } else {
                in.readRawVarint64();
            }
        }
        in.popLimit(outer);
    }

    private int declaredLength() throws IOException {
        long length = in.readRawVarint64();
        if (length < 0 || length > in.getBytesUntilLimit()) {
            throw malformed(String.format(
                    Locale.ROOT,
                    "%s bytes are declared and %,d follow",
                    Long.toUnsignedString(length),
                    in.getBytesUntilLimit()));
        }
        return (int) length;
    }

    private void take(long bytes) {
        memory += bytes;
        if (memory > MAX_MEMORY_BYTES) {
            throw new BrokenBundle(
                    file,
                    String.format(Locale.ROOT, "its values take more than %,d bytes of memory", MAX_MEMORY_BYTES),
                    "give a smaller model");
        }
    }

    private BrokenBundle malformed(String fault) {
        return new BrokenBundle(
                file,
                "byte " + in.getTotalBytesRead() + ": " + fault + ", so this is no whole ONNX file",
                "export or copy the model again");
    }
}
