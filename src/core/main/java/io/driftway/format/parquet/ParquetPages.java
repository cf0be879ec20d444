package io.driftway.format.parquet;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import io.driftway.core.batch.Reason;
import io.driftway.format.table.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes from page header to page header of one column in one row group and refuses what does not fit the file, the row group or
 * the memory, before anything is unpacked: the decoder takes as much memory as these headers say.
 */
final class ParquetPages {

    private static final int FIRST_HEADER_BYTES = 1 << 10;
    private static final int MAX_HEADER_BYTES = 1 << 24;

    /** Of all memory, what a single page may take unpacked. */
    private static final int PAGE_SHARE = 4;

    private static final int SNAPPY_LENGTH_BYTES = 5;

    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    private static final int DATA_PAGE_V2 = 3;

    private final FileChannel channel;
    private final CompressionCodec codec;
    private final long end;
    private final ParquetPlace place;
    private final List<long[]> dataPages = new ArrayList<>();
    private long unpackedBytes;

    private ParquetPages(FileChannel channel, CompressionCodec codec, long end, ParquetPlace place) {
        this.channel = channel;
        this.codec = codec;
        this.end = end;
        this.place = place;
    }

    /**
     * @param bodyEnd where the footer begins
     * @param rows of the row group, each of which has one value or null in this column
     * @return the bytes of the pages unpacked
     * @throws Refused when the pages do not hold these rows
     */
    static long check(FileChannel channel, long bodyEnd, ColumnChunk chunk, long rows, ParquetPlace place)
            throws IOException {
        ColumnMetaData column = chunk.metaData();
        long start = chunk.chunkStartOffset();
        long size = column.totalCompressedSize();
        if (start < ParquetFile.MAGIC_BYTES || size < 0 || size > bodyEnd - start || column.numValues() != rows) {
            throw place.corrupt("its pages lie outside of the file, or are not as many as its rows");
        }
        ParquetPages pages = new ParquetPages(channel, column.codec(), start + size, place);
        pages.walk(start, rows);
        Long index = chunk.offsetIndexOffset();
        Integer length = chunk.offsetIndexLength();
        if (index != null && length != null) {
            pages.checkIndex(index, length, bodyEnd);
        }
        return pages.unpackedBytes;
    }

    private void walk(long start, long rows) throws IOException {
        long values = 0;
        long at = start;
        while (at < end) {
            long[] headerBytes = new long[1];
            Map<Integer, Object> header = header(at, headerBytes);
            long unpacked = number(header, 2);
            long packed = number(header, 3);
            long next = at + headerBytes[0] + packed;
            unpackedBytes += Math.max(0, unpacked);
            if (unpacked < 0 || packed < 0 || next > end) {
                throw place.corrupt("a page is longer than the file says");
            }
            if (unpacked > Runtime.getRuntime().maxMemory() / PAGE_SHARE) {
                throw place.refuse(
                        Reason.TOO_LARGE,
                        String.format(Locale.ROOT, "a page of %,d bytes does not fit the memory", unpacked),
                        "write smaller pages, or give the program more memory");
            }
            switch ((int) number(header, 1)) {
                case DATA_PAGE -> {
                    checkPacked(next - packed, next, unpacked);
                    values = dataPage(at, next, values, number(inner(header, 5), 1));
                }
                case DATA_PAGE_V2 -> {
                    Map<?, ?> inner = inner(header, 8);
                    long levels = number(inner, 5) + number(inner, 6);
                    if (number(inner, 5) < 0 || number(inner, 6) < 0 || levels > packed || levels > unpacked) {
                        throw place.corrupt("a page is shorter than its levels");
                    }
                    if (!Long.valueOf(0).equals(inner.get(7))) {
                        checkPacked(next - packed + levels, next, unpacked - levels);
                    }
                    values = dataPage(at, next, values, number(inner, 1));
                }
                case DICTIONARY_PAGE -> {
                    long entries = number(inner(header, 7), 1);
                    if (entries < 0 || entries > unpacked) {
                        throw place.corrupt("a dictionary has more entries than bytes");
                    }
                    checkPacked(next - packed, next, unpacked);
                }
                default -> {}
            }
            if (values > rows) {
                throw place.corrupt("there are more values than rows");
            }
            at = next;
        }
        if (values != rows) {
            throw place.corrupt(String.format(Locale.ROOT, "there are values for %,d of %,d rows", values, rows));
        }
    }

    private long dataPage(long at, long next, long before, long values) {
        if (values < 0) {
            throw place.corrupt("a page has fewer values than none");
        }
        dataPages.add(new long[] {at, next - at, before});
        return before + values;
    }

    /** Packed by snappy, data begins with its length, which the native decoder believes without regard to the room it was given. */
    private void checkPacked(long from, long to, long unpacked) throws IOException {
        if (codec != CompressionCodec.SNAPPY) {
            return;
        }
        ByteBuffer head = ParquetFile.bytes(channel, from, (int) Math.min(SNAPPY_LENGTH_BYTES, to - from));
        long length = 0;
        for (int shift = 0; head.hasRemaining(); shift += 7) {
            byte next = head.get();
            length |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        if (length != unpacked) {
            throw place.corrupt("a page does not unpack to as many bytes as its header says");
        }
    }

    private Map<Integer, Object> header(long at, long[] bytes) throws IOException {
        for (long window = FIRST_HEADER_BYTES; ; window *= 16) {
            ByteBuffer buffer = ParquetFile.bytes(channel, at, (int) Math.min(window, end - at));
            try {
                Map<Integer, Object> header = ThriftCompact.read(buffer);
                bytes[0] = buffer.position();
                return header;
            } catch (ThriftCompact.Malformed malformed) {
                throw place.corrupt("a page header is damaged");
            } catch (ThriftCompact.Cut cut) {
                if (window >= end - at || window >= MAX_HEADER_BYTES) {
                    throw place.corrupt("a page header is damaged or cut short");
                }
            }
        }
    }

    /** The index repeats where the pages are. The decoder follows it when it is there. */
    private void checkIndex(long at, int length, long bodyEnd) throws IOException {
        if (at < 0 || length < 0 || length > bodyEnd - at) {
            throw place.corrupt("the page index lies outside of the file");
        }
        try {
            Map<Integer, Object> index = ThriftCompact.read(ParquetFile.bytes(channel, at, length));
            List<?> pages = index.get(1) instanceof List<?> list ? list : List.of();
            boolean same = pages.size() == dataPages.size();
            for (int i = 0; same && i < pages.size(); i++) {
                same = pages.get(i) instanceof Map<?, ?> page
                        && Long.valueOf(dataPages.get(i)[0]).equals(page.get(1))
                        && Long.valueOf(dataPages.get(i)[1]).equals(page.get(2))
                        && Long.valueOf(dataPages.get(i)[2]).equals(page.get(3));
            }
            if (!same) {
                throw place.corrupt("the page index does not fit the pages");
            }
        } catch (ThriftCompact.Malformed | ThriftCompact.Cut damaged) {
            throw place.corrupt("the page index is damaged");
        }
    }

    private long number(Map<?, ?> struct, int field) {
        @Nullable Object value = struct.get(field);
        if (value instanceof Long number) {
            return number;
        }
        throw place.corrupt("a page header lacks a field");
    }

    private Map<?, ?> inner(Map<Integer, Object> struct, int field) {
        if (struct.get(field) instanceof Map<?, ?> inner) {
            return inner;
        }
        throw place.corrupt("a page header lacks a part");
    }
}
