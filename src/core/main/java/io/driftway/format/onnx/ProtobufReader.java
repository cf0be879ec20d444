package io.driftway.format.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.lifecycle.BrokenBundle;
import java.util.Locale;

/**
 * Reads the wire format of Protocol Buffers, field by field, without a schema. No length is believed before so many bytes have been seen
 * to follow, and nothing is copied but texts: so a damaged or hostile file ends in {@link BrokenBundle} and never takes memory for what it
 * only declares. Groups, which no current writer makes, are refused.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final String file;
    private final byte[] bytes;
    private final int end;
    private int at;
    private int field;
    private int wire;

    private ProtobufReader(String file, byte[] bytes, int from, int end) {
        this.file = file;
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** @param file names the bytes, for messages */
    static ProtobufReader of(String file, byte[] bytes) {
        return new ProtobufReader(file, bytes, 0, bytes.length);
    }

    /** Another reader of all that is left here. */
    ProtobufReader again() {
        return new ProtobufReader(file, bytes, at, end);
    }

    /** How many bytes are left. */
    int length() {
        return end - at;
    }

    /** Goes to the next field; false at the end. The value must then be read or skipped. */
    boolean next() {
        if (at == end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 32 != 0 || wire == 3 || wire == 4 || wire > FIXED32) {
            throw malformed("no field has the tag " + Long.toUnsignedString(tag));
        }
        return true;
    }

    int field() {
        return field;
    }

    void skip() {
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> advance(8);
            case FIXED32 -> advance(4);
            default -> advance(declaredLength());
        }
    }

    long number() {
        require(VARINT);
        return varint();
    }

    ProtobufReader message() {
        require(LENGTH);
        int length = declaredLength();
        int from = at;
        advance(length);
        return new ProtobufReader(file, bytes, from, at);
    }

    /** A text of at most so many bytes. */
    String text(int most) {
        ProtobufReader text = message();
        if (text.length() > most) {
            throw malformed(
                    String.format(Locale.ROOT, "a name of %,d bytes is over the limit of %,d", text.length(), most));
        }
        return new String(bytes, text.at, text.length(), UTF_8);
    }

    /** What takes one number of a list. */
    @FunctionalInterface
    interface Taker {
        void take(long value);
    }

    /** One number of a list, or a packed part of it. */
    void numbers(Taker taker) {
        if (wire == VARINT) {
            taker.take(varint());
            return;
        }
        for (ProtobufReader packed = message(); packed.at < packed.end; ) {
            taker.take(packed.varint());
        }
    }

    /** One float of a list, or a packed part of it, each as its bits. */
    void fractions(Taker taker) {
        if (wire == FIXED32) {
            taker.take(fixed32());
            return;
        }
        for (ProtobufReader packed = message(); packed.at < packed.end; ) {
            taker.take(packed.fixed32());
        }
    }

    BrokenBundle malformed(String fault) {
        return new BrokenBundle(
                file,
                "byte " + at + ": " + fault + ", so this is no whole ONNX file",
                "export or copy the model again");
    }

    private void require(int expected) {
        if (wire != expected) {
            throw malformed("field " + field + " has wire type " + wire + " in place of " + expected);
        }
    }

    private int declaredLength() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw malformed(String.format(
                    Locale.ROOT, "%s bytes are declared and %,d follow", Long.toUnsignedString(length), end - at));
        }
        return (int) length;
    }

    private void advance(int length) {
        if (length > end - at) {
            throw malformed("it ends in the middle of a value");
        }
        at += length;
    }

    private int fixed32() {
        int from = at;
        advance(4);
        return bytes[from] & 0xff
                | (bytes[from + 1] & 0xff) << 8
                | (bytes[from + 2] & 0xff) << 16
                | (bytes[from + 3] & 0xff) << 24;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == end) {
                throw malformed("it ends in the middle of a number");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number is longer than ten bytes");
    }
}
