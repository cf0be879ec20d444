package io.driftway.spark;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds where a CSV file can be cut between two records. Each piece of the file is looked at by itself, as if it began outside quotes and as if it began within: a line end
 * outside quotes ends a record. The quotes of the pieces before tell which was right.
 *
 * <p>That holds as long as each quote opens or closes a cell. A quote in the middle of a plain cell does neither, and {@link #hasPlainQuote} finds it: such a file is not cut.
 *
 * @param quotes how many quotes the piece has
 * @param plain where the first record begins if the piece begins outside quotes, in bytes of the file; -1 where none does
 * @param within the same if it begins within quotes
 */
record CsvSplit(long quotes, long plain, long within) implements Serializable {

    /** So many bytes of a CSV file are one part, about, where nobody says otherwise. */
    static final long PIECE = 1L << 26;

    /** A header row is looked for in so many bytes. */
    static final int MOST_HEADER = 1 << 20;

    private static final int BUFFER = 1 << 16;

    /** Opens a file at a place, in bytes. */
    interface Opening {
        InputStream at(long from) throws IOException;
    }

    /**
     * Some records of a file.
     *
     * @param from where the first one begins, in bytes
     * @param to where the last one ends
     * @param header the bytes of the header row, to be read before them; none where they begin with it
     * @param quoted whether there is a quote in the file
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Range(long from, long to, byte[] header, boolean quoted) implements Serializable {

        static Range whole(long size) {
            return new Range(0, size, new byte[0], false);
        }

        boolean isWhole(long size) {
            return from == 0 && to == size;
        }

        /** Returns exactly these bytes, after the header. */
        InputStream open(Opening file) throws IOException {
            return new SequenceInputStream(new ByteArrayInputStream(header), new Bounded(file.at(from), to - from));
        }

        /** Tells whether it may have been cut where no record ends. */
        boolean isInDoubt(Opening file) throws IOException {
            if (!quoted) {
                return false;
            }
            try (InputStream in = open(file)) {
                return hasPlainQuote(in);
            }
        }
    }

    /** Returns where the pieces of a file begin, and where the last one ends. */
    static long[] pieces(long size, long piece) {
        long[] ends = new long[Math.toIntExact((size + piece - 1) / piece) + 1];
        Arrays.setAll(ends, i -> Math.min(size, i * piece));
        return ends;
    }

    /** Looks at a piece of a file. */
    static CsvSplit of(Opening file, long from, long to) throws IOException {
        long quotes = 0;
        long[] begins = {-1, -1};
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new Bounded(file.at(from), to - from)) {
            long at = from;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '"') {
                        quotes++;
                    } else if (buffer[i] == '\n' && begins[(int) (quotes & 1)] < 0) {
                        begins[(int) (quotes & 1)] = at + i + 1;
                    }
                }
                at += read;
            }
        }
        return new CsvSplit(quotes, begins[0], begins[1]);
    }

    /**
     * Returns the ranges of a file.
     *
     * @param pieces all of them, in order
     * @param header the bytes of the header row, with which the file begins
     */
    static List<Range> ranges(List<CsvSplit> pieces, long size, byte[] header) {
        List<Long> begins = new ArrayList<>(List.of(0L));
        boolean within = false;
        boolean quoted = false;
        for (CsvSplit piece : pieces) {
            long begin = within ? piece.within : piece.plain;
            if (piece != pieces.getFirst() && begin >= header.length && begin < size) {
                begins.add(begin);
            }
            within ^= (piece.quotes & 1) == 1;
            quoted |= piece.quotes > 0;
        }
        begins.add(size);
        boolean anyQuote = quoted;
        return IntStream.range(0, begins.size() - 1)
                .mapToObj(i -> new Range(begins.get(i), begins.get(i + 1), i == 0 ? new byte[0] : header, anyQuote))
                .toList();
    }

    /** Returns the bytes to the end of the first line that is not blank; none where it does not end in them. */
    static byte[] header(byte[] head) {
        boolean within = false;
        boolean blank = true;
        for (int i = 0; i < head.length; i++) {
            within ^= head[i] == '"';
            blank &= head[i] <= ' ' && head[i] >= 0;
            if (head[i] == '\n' && !within && !blank) {
                return Arrays.copyOf(head, i + 1);
            }
        }
        return new byte[0];
    }

    /** Tells whether records hold a quote that neither opens nor closes a cell. They begin where a cell does. */
    static boolean hasPlainQuote(InputStream in) throws IOException {
        boolean cellBegins = true;
        boolean within = false;
        boolean afterQuote = false;
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                if (b == '"') {
                    if (!within && !cellBegins && !afterQuote) {
                        return true;
                    }
                    within = !within;
                    afterQuote = !within;
                    cellBegins = false;
                } else if (!within) {
                    cellBegins = b == ',' || b == '\n' || b == '\r';
                    afterQuote = false;
                }
            }
        }
        return false;
    }

    /** So many bytes of a stream and no more; one that ends before them fails. */
    private static final class Bounded extends InputStream {
        private final InputStream in;
        private long left;

        Bounded(InputStream in, long length) {
            this.in = in;
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 || length == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the file ended " + left + " bytes before it should");
            }
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
