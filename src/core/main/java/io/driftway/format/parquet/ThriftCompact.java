package io.driftway.format.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shape of a struct in the compact protocol of Thrift, in which Parquet writes its footer and page headers: field ids, and
 * the integers, lists and structs below them. No size written there is believed before so many bytes have been seen to follow,
 * so a damaged struct ends in {@link Malformed} and never takes more memory than it is long.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">the protocol</a>
 */
final class ThriftCompact {

    /** Bytes that are no struct. */
    static final class Malformed extends Exception {
        private Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** The bytes end before the struct does. */
    static final class Cut extends Exception {
        private Cut() {
            super("cut", null, false, false);
        }
    }

    private static final int MAX_DEPTH = 32;
    private static final int LONG_LIST = 15;
    private static final int MAX_VARINT_BITS = 70;

    private final ByteBuffer in;
    private final boolean keep;
    private final Set<List<Integer>> wanted;
    private final List<Integer> path = new ArrayList<>();
    private final List<ByteBuffer> texts = new ArrayList<>();

    private ThriftCompact(ByteBuffer in, boolean keep, Set<List<Integer>> wanted) {
        this.in = in;
        this.keep = keep;
        this.wanted = wanted;
    }

    /**
     * Reads one struct and leaves the buffer behind it.
     *
     * @return values by field id: {@link Long}, {@link List} or {@link Map}; texts and fractions as the empty text
     */
    static Map<Integer, Object> read(ByteBuffer in) throws Malformed, Cut {
        return new ThriftCompact(in, true, Set.of()).struct();
    }

    /** Reads one struct as {@link #read} does, but keeps no more than the ids of its own fields. */
    static Map<Integer, Object> check(ByteBuffer in) throws Malformed, Cut {
        return new ThriftCompact(in, false, Set.of()).struct();
    }

    /**
     * Reads one struct as {@link #read} does, but keeps the texts of some fields.
     *
     * @param paths the ids of the fields, each below those that hold it; a list holds its values by its own id
     * @return the bytes of each text where they stand in the buffer
     */
    static List<ByteBuffer> texts(ByteBuffer in, Set<List<Integer>> paths) throws Malformed, Cut {
        ThriftCompact struct = new ThriftCompact(in, false, paths);
        struct.struct();
        return struct.texts;
    }

    private Map<Integer, Object> struct() throws Malformed, Cut {
        try {
            return struct(0);
        } catch (BufferUnderflowException end) {
            throw new Cut();
        }
    }

    private Map<Integer, Object> struct(int depth) throws Malformed, Cut {
        Map<Integer, Object> fields = new HashMap<>();
        int id = 0;
        for (int header = in.get() & 0xff; header != 0; header = in.get() & 0xff) {
            id = header >> 4 == 0 ? Math.toIntExact(zigzag() & 0xffff) : id + (header >> 4);
            path.add(id);
            Object value = value(header & 0xf, depth, false);
            path.removeLast();
            if (keep || depth == 0) {
                fields.put(id, value);
            }
        }
        return fields;
    }

    private Object value(int type, int depth, boolean inList) throws Malformed, Cut {
        if (depth > MAX_DEPTH) {
            throw new Malformed("structs stand too deep in each other");
        }
        return switch (type) {
            case 1, 2 -> inList ? (long) in.get() : 2L - type;
            case 3 -> (long) in.get();
            case 4, 5, 6 -> zigzag();
            case 7 -> skip(Double.BYTES);
            case 8 -> text(varint());
            case 9, 10 -> list(depth);
            case 11 -> map(depth);
            case 12 -> struct(depth + 1);
            default -> throw new Malformed("there is no type " + type);
        };
    }

    private List<Object> list(int depth) throws Malformed, Cut {
        int header = in.get() & 0xff;
        long size = header >> 4 == LONG_LIST ? varint() : header >> 4;
        expect(size);
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            Object value = value(header & 0xf, depth + 1, true);
            if (keep) {
                values.add(value);
            }
        }
        return values;
    }

    private String map(int depth) throws Malformed, Cut {
        long size = varint();
        expect(size);
        int types = size == 0 ? 0 : in.get() & 0xff;
        for (long i = 0; i < size; i++) {
            value(types >> 4, depth + 1, true);
            value(types & 0xf, depth + 1, true);
        }
        return "";
    }

    private String text(long bytes) throws Malformed, Cut {
        if (wanted.contains(path)) {
            expect(bytes);
            texts.add(in.slice(in.position(), (int) bytes));
        }
        return skip(bytes);
    }

    private String skip(long bytes) throws Malformed, Cut {
        expect(bytes);
        in.position(in.position() + (int) bytes);
        return "";
    }

    /** Each value takes a byte at least. */
    private void expect(long bytes) throws Malformed, Cut {
        if (bytes < 0 || bytes > Integer.MAX_VALUE) {
            throw new Malformed("there is no size " + bytes);
        }
        if (bytes > in.remaining()) {
            throw new Cut();
        }
    }

    private long zigzag() throws Malformed {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    private long varint() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Malformed("a number has no end");
    }
}
