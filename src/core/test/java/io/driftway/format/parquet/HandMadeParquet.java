package io.driftway.format.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Files that no writer makes: footers of our own making around no data at all. */
final class HandMadeParquet {

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int DOUBLE = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private HandMadeParquet() {}

    /** One row group that says it has so many rows, of optional doubles. */
    static byte[] file(List<String> columns, long rows) {
        HandMadeParquet footer = new HandMadeParquet();
        footer.field(1, I32).number(1).field(1, LIST).list(columns.size() + 1, STRUCT);
        footer.field(4, BINARY)
                .text("root")
                .field(1, I32)
                .number(columns.size())
                .end();
        for (String column : columns) {
            footer.field(1, I32)
                    .number(DOUBLE)
                    .field(2, I32)
                    .number(1)
                    .field(1, BINARY)
                    .text(column)
                    .end();
        }
        footer.field(1, I64).number(rows).field(1, LIST).list(1, STRUCT);
        footer.field(1, LIST).list(columns.size(), STRUCT);
        for (String column : columns) {
            footer.field(2, I64).number(4).field(1, STRUCT);
            footer.field(1, I32).number(DOUBLE).field(1, LIST).list(1, I32).number(0);
            footer.field(1, LIST).list(1, BINARY).text(column).field(1, I32).number(0);
            footer.field(1, I64)
                    .number(rows)
                    .field(1, I64)
                    .number(0)
                    .field(1, I64)
                    .number(0);
            footer.field(2, I64).number(4).end().end();
        }
        footer.field(1, I64).number(0).field(1, I64).number(rows).end();
        return around(footer.end().out.toByteArray());
    }

    /** A footer whose name of the root claims to be as long as an array can be. */
    static byte[] absurdText() {
        HandMadeParquet footer = new HandMadeParquet();
        footer.field(1, I32)
                .number(1)
                .field(1, LIST)
                .list(1, STRUCT)
                .field(4, BINARY)
                .varint(Integer.MAX_VALUE - 8);
        return around(footer.out.toByteArray());
    }

    /** A footer whose list of row groups, or of what follows it, claims to be as long as an array can be. */
    static byte[] absurdList(int field) {
        HandMadeParquet footer = new HandMadeParquet();
        footer.field(field, LIST);
        footer.out.write(0xf0 | STRUCT);
        footer.varint(Integer.MAX_VALUE - 8);
        return around(footer.out.toByteArray());
    }

    /** Structs in structs, deeper than any stack. */
    static byte[] absurdDepth() {
        HandMadeParquet footer = new HandMadeParquet();
        for (int i = 0; i < 1_000_000; i++) {
            footer.field(15, STRUCT);
        }
        return around(footer.out.toByteArray());
    }

    /** The file of this footer, after four bytes that are no page. */
    static byte[] around(byte[] footer) {
        byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(footer.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(magic)
                .putInt(0)
                .put(footer)
                .putInt(footer.length)
                .put(magic)
                .array();
    }

    private HandMadeParquet field(int delta, int type) {
        out.write(delta << 4 | type);
        return this;
    }

    private HandMadeParquet list(int size, int type) {
        out.write(size << 4 | type);
        return this;
    }

    private HandMadeParquet end() {
        out.write(0);
        return this;
    }

    private HandMadeParquet number(long value) {
        return varint(value << 1 ^ value >> 63);
    }

    private HandMadeParquet text(String text) {
        varint(text.length());
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private HandMadeParquet varint(long value) {
        long rest = value;
        for (; (rest & ~0x7f) != 0; rest >>>= 7) {
            out.write((int) (rest & 0x7f | 0x80));
        }
        out.write((int) rest);
        return this;
    }
}
