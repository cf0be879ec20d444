package io.driftway.format.csv;

import io.driftway.format.table.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952): all members, of which each is checked, header, checksum and length. Zeros after the last one are nothing, as {@code gzip} has it.
 *
 * <p>{@link java.util.zip.GZIPInputStream} takes a member whose header is damaged for the end of the file, and whatever follows for nothing.
 */
final class Gunzipped extends InputStream {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int FIRST = 0x1f;
    private static final int SECOND = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final CsvFaults faults;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 headerChecksum = new CRC32();
    private final byte[] packed = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private boolean ended;

    /** Reads the first header, which must be there. The stream is left open. */
    Gunzipped(InputStream in, CsvFaults faults) throws IOException {
        this.in = in;
        this.faults = faults;
        readHeader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /**
     * Answers -1 only after the last byte of the stream.
     *
     * @throws Refused when a member is damaged or cut short, or followed by what is none
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                checksum.update(bytes, offset, count);
                return count;
            }
            if (inflater.finished()) {
                at = end - inflater.getRemaining();
                readTrailer();
                ended = isLast();
            } else if (inflater.needsInput()) {
                at = end;
                requireMore();
                inflater.setInput(packed, 0, end);
            } else {
                throw faults.damaged();
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException damaged) {
            throw faults.damaged();
        }
    }

    private void readTrailer() throws IOException {
        long crc = next2() | (long) next2() << 16;
        long length = next2() | (long) next2() << 16;
        if (crc != checksum.getValue() || length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw faults.damaged();
        }
    }

    /** Whether nothing but zeros comes after this member; otherwise the next one has begun. */
    private boolean isLast() throws IOException {
        if (isMore() && packed[at] != 0) {
            readHeader();
            return false;
        }
        while (isMore()) {
            if (packed[at++] != 0) {
                throw faults.trailing();
            }
        }
        inflater.end();
        return true;
    }

    private void readHeader() throws IOException {
        headerChecksum.reset();
        if (next() != FIRST || !isMore() || next() != SECOND) {
            throw faults.trailing();
        }
        int method = next();
        int flags = next();
        if (method != DEFLATE || (flags & RESERVED) != 0) {
            throw faults.damaged();
        }
        skip(6); // time, level and system
        if ((flags & EXTRA) != 0) {
            skip(next2());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        int crc = (int) headerChecksum.getValue() & 0xFFFF;
        if ((flags & HEADER_CRC) != 0 && next2() != crc) {
            throw faults.damaged();
        }
        checksum.reset();
        inflater.reset();
        inflater.setInput(packed, at, end - at);
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    @SuppressWarnings("StatementWithEmptyBody")
    private void skipText() throws IOException {
        while (next() != 0) {}
    }

    private int next2() throws IOException {
        return next() | next() << 8;
    }

    private int next() throws IOException {
        requireMore();
        int next = packed[at++] & 0xFF;
        headerChecksum.update(next);
        return next;
    }

    private void requireMore() throws IOException {
        if (!isMore()) {
            throw faults.damaged();
        }
    }

    private boolean isMore() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(packed, 0, packed.length));
        }
        return at < end;
    }
}
