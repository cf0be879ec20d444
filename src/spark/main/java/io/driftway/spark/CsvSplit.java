package io.driftway.spark;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds where a CSV file can be cut between two records. Each piece of the file is looked at by itself, as if it began outside quotes and as if it began within: a line end
 * outside quotes ends a record. The quotes of the pieces before tell which was right.
 *
 * <p>That holds as long as each quote opens or closes a cell. A quote in the middle of a plain cell does neither, and {@link #hasPlainQuote} finds it: such a file is not cut.
 *
 * @param piece which piece of the file
 * @param quotes how many quotes it has
 * @param plain where the first record begins if the piece begins outside quotes, in bytes of the file; -1 where none does
 * @param within the same if it begins within quotes
 */
record CsvSplit(int piece, long quotes, long plain, long within) implements Serializable {

    private static final int BUFFER = 1 << 16;

    /** Looks at a piece of a file. */
    static CsvSplit of(ObjectStore store, BlobVersion file, int piece, long from, long to) throws IOException {
        long quotes = 0;
        long[] begins = {-1, -1};
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = new BatchPart.Bounded(BatchPart.open(store, file, from), to - from)) {
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
        return new CsvSplit(piece, quotes, begins[0], begins[1]);
    }

    /**
     * Returns the parts of a file.
     *
     * @param pieces all of them, in order
     * @param first the number of the first part
     * @param header the bytes of the header row, with which the file begins
     */
    static List<BatchPart> parts(BlobVersion file, List<CsvSplit> pieces, int first, byte[] header) {
        List<Long> begins = new ArrayList<>(List.of(0L));
        boolean within = false;
        boolean quoted = false;
        for (CsvSplit piece : pieces) {
            long begin = within ? piece.within : piece.plain;
            if (piece.piece > 0 && begin >= header.length && begin < file.size()) {
                begins.add(begin);
            }
            within ^= (piece.quotes & 1) == 1;
            quoted |= piece.quotes > 0;
        }
        List<BatchPart> parts = new ArrayList<>();
        for (int i = 0; i < begins.size(); i++) {
            long to = i + 1 < begins.size() ? begins.get(i + 1) : file.size();
            parts.add(new BatchPart(first + i, file, begins.get(i), to, i == 0 ? new byte[0] : header, quoted));
        }
        return parts;
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
}
