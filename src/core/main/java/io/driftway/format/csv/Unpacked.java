package io.driftway.format.csv;

import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/**
 * A stream without its wrapping: gzip known by its first two bytes, then a UTF-8 byte order mark. What begins like a file of another kind is refused
 * by its name, before its bytes are taken for text.
 */
public final class Unpacked {

    private static final byte[] GZIP = {(byte) 0x1f, (byte) 0x8b};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private static final int LONGEST_HEAD = 8;

    private Unpacked() {}

    /** Tells whether a file is packed by gzip, by its first bytes. */
    public static boolean isPacked(byte[] head) {
        return head.length >= GZIP.length && Arrays.equals(Arrays.copyOf(head, GZIP.length), GZIP);
    }

    static InputStream open(InputStream in, Limits limits, CsvFaults faults) throws IOException {
        Counted counted = new Counted(in);
        Peeked packed = new Peeked(counted);
        Peeked plain = packed.begins(GZIP)
                ? new Peeked(new Metered(new Gunzipped(packed, faults), counted::bytes, limits, faults))
                : packed;
        for (Foreign kind : Foreign.values()) {
            if (plain.begins(kind.head)) {
                throw faults.foreign(kind);
            }
        }
        if (plain.begins(BYTE_ORDER_MARK)) {
            plain.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return plain;
    }

    /** Files of other kinds, by their first bytes. */
    enum Foreign {
        UTF_32_LE(Reason.ENCODING, "the byte order mark of UTF-32", "save the file as UTF-8", 0xff, 0xfe, 0, 0),
        UTF_16_LE(
                Reason.ENCODING, "the byte order mark of UTF-16, little-endian", "save the file as UTF-8", 0xff, 0xfe),
        UTF_16_BE(Reason.ENCODING, "the byte order mark of UTF-16, big-endian", "save the file as UTF-8", 0xfe, 0xff),
        ZIP(
                Reason.ARCHIVE,
                "the head of a zip archive or a spreadsheet",
                "unpack it, and upload each table in it as CSV or Parquet",
                'P',
                'K',
                3,
                4),
        GZIP_IN_GZIP(Reason.COMPRESSED, "the head of gzip within gzip", "pack it once", 0x1f, 0x8b),
        ZSTD(Reason.COMPRESSED, "the head of zstd", "pack it with gzip, or not at all", 0x28, 0xb5, 0x2f, 0xfd),
        XZ(Reason.COMPRESSED, "the head of xz", "pack it with gzip, or not at all", 0xfd, '7', 'z', 'X', 'Z', 0);

        final Reason reason;
        final String what;
        final String remedy;
        private final byte[] head;

        Foreign(Reason reason, String what, String remedy, int... head) {
            this.reason = reason;
            this.what = what;
            this.remedy = remedy;
            this.head = new byte[head.length];
            for (int i = 0; i < head.length; i++) {
                this.head[i] = (byte) head[i];
            }
        }
    }

    private static final class Peeked extends PushbackInputStream {

        Peeked(InputStream in) {
            super(in, LONGEST_HEAD);
        }

        boolean begins(byte[] with) throws IOException {
            byte[] head = readNBytes(with.length);
            unread(head);
            return Arrays.equals(head, with);
        }

        /** The stream belongs to who opened it. */
        @Override
        public void close() {}
    }
}
