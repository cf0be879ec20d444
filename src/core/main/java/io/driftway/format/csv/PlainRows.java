package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.Limits;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Cuts rows right in the bytes: those without a quote, whose line ends in LF or CRLF, with as many cells as there should be, that do not repeat the header row. Commas and control characters are found 64 bytes at
 * a time, as bits of a word, as in Langdale and Lemire, Parsing gigabytes of JSON per second (2019), without their vector instructions.
 */
final class PlainRows {

    /** A longer row is left to {@link QuotedRows}, which knows how long a row and a cell may be. */
    private static final int MAX_ROW_BYTES = 1 << 16;

    private static final int CHUNK = Long.SIZE;

    private static final long QUOTES = Words.each('"');

    private final byte[] bytes;
    private final int from;
    private final RowBlock block;
    private final RepeatedHeader header;
    private final int maxRowBytes;
    private int end;
    private long line;
    private boolean stopped;
    private long high;

    private PlainRows(byte[] bytes, int from, long line, RowBlock block, RepeatedHeader header, Limits limits) {
        this.header = header;
        this.maxRowBytes = Math.min(MAX_ROW_BYTES, Math.min(limits.rowBytes(), limits.cellChars()));
        this.bytes = bytes;
        this.from = from;
        this.line = line;
        this.block = block;
    }

    /**
     * Puts the rows into the block until one is incomplete or not plain. Blank lines are left out.
     *
     * @param line of the file in which the bytes begin
     */
    static PlainRows cut(
            byte[] bytes, int from, int to, long line, RowBlock block, RepeatedHeader header, Limits limits) {
        PlainRows rows = new PlainRows(bytes, from, line, block, header, limits);
        if (!rows.scan(to)) {
            block.begin(bytes, line);
            rows.line = line;
            rows.scan(rows.firstQuote());
            rows.stopped = true;
        }
        return rows;
    }

    /** The end of the last row that was cut. */
    int end() {
        return end;
    }

    /** The line of the file in which the next row begins. */
    long line() {
        return line;
    }

    /** Whether the row after the last one is not plain, rather than incomplete. */
    boolean stopped() {
        return stopped;
    }

    /** Cuts as if there were no quotes; false when there is one. */
    private boolean scan(int to) {
        byte[] text = bytes;
        int width = block.width();
        block.reserve();
        int[] bounds = block.bounds();
        int stride = block.stride();
        int at = block.rows();
        int begin = from;
        int cell = 0;
        long seen = 0;
        long quotes = 0;
        stopped = false;
        bounds[at] = begin;
        scan:
        for (int pos = from; pos < to; pos += CHUNK) {
            long separators = 0;
            if (pos + CHUNK <= to) {
                for (int i = 0; i < CHUNK; i += Long.BYTES) {
                    long word = Words.at(text, pos + i);
                    seen |= word;
                    quotes |= Words.anyZero(word ^ QUOTES);
                    separators |= Words.bits(Words.commasAndControls(word)) << i;
                }
            } else {
                for (int i = 0; i < to - pos; i++) {
                    byte b = text[pos + i];
                    seen |= b;
                    quotes |= b == '"' ? Words.HIGH_BITS : 0;
                    separators |= b == ',' || (b >= 0 && b < ' ') ? 1L << i : 0;
                }
            }
            for (; separators != 0; separators &= separators - 1) {
                int i = pos + Long.numberOfTrailingZeros(separators);
                byte b = text[i];
                if (b == ',') {
                    cell++;
                    if (cell < width) {
                        at += stride;
                        bounds[at] = i + 1;
                    }
                    continue;
                }
                if (b != '\n') {
                    if (b == 0 || (b == '\r' && i + 1 < to && text[i + 1] != '\n')) {
                        stopped = true;
                        break scan;
                    }
                    continue;
                }
                int last = i > begin && text[i - 1] == '\r' ? i - 1 : i;
                if (cell > 0 || !isBlank(text, begin, last)) {
                    if (cell != width - 1 || last - begin >= maxRowBytes) {
                        stopped = true;
                        break scan;
                    }
                    bounds[at + stride] = last + 1;
                    if (header.hasLength(last + 1 - begin)
                            && header.look(block, block.rows()) != RepeatedHeader.Row.DATA) {
                        stopped = true;
                        break scan;
                    }
                    block.add(line);
                    block.reserve();
                    bounds = block.bounds();
                    stride = block.stride();
                }
                line++;
                begin = i + 1;
                cell = 0;
                at = block.rows();
                bounds[at] = begin;
            }
        }
        end = begin;
        high = seen & Words.HIGH_BITS;
        return (quotes & Words.HIGH_BITS) == 0;
    }

    private int firstQuote() {
        int at = from;
        while (bytes[at] != '"') {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] > ' ' || text[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether all that was cut is UTF-8. */
    boolean isUtf8() {
        if (high == 0) {
            return true;
        }
        CharsetDecoder decoder = UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, end - from);
        CharBuffer out = CharBuffer.allocate(1 << 13);
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
        } while (result.isOverflow());
        return !result.isError();
    }
}
