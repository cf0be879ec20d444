package io.driftway.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A stream without its wrapping: gzip known by its first two bytes, then a UTF-8 byte order mark. */
final class Unpacked {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] GZIP = {(byte) 0x1f, (byte) 0x8b};
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private Unpacked() {}

    static InputStream open(InputStream in) throws IOException {
        Peeked packed = new Peeked(in);
        Peeked plain = packed.begins(GZIP) ? new Peeked(new GZIPInputStream(packed, BUFFER_BYTES)) : packed;
        if (plain.begins(BYTE_ORDER_MARK)) {
            plain.skipNBytes(BYTE_ORDER_MARK.length);
        }
        return plain;
    }

    private static final class Peeked extends PushbackInputStream {

        Peeked(InputStream in) {
            super(in, BYTE_ORDER_MARK.length);
        }

        boolean begins(byte[] with) throws IOException {
            byte[] head = readNBytes(with.length);
            unread(head);
            return Arrays.equals(head, with);
        }

        /** Never 0, because {@link GZIPInputStream} would take that for the end of a file that has several members. */
        @Override
        public int available() {
            return 1;
        }

        /** The stream belongs to who opened it. */
        @Override
        public void close() {}
    }
}
