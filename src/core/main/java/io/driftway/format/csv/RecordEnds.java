package io.driftway.format.csv;

/**
 * Where records end in bytes that may hold quotes, by the rules of FastCSV's strict parser: a quote opens a cell only where the cell begins, two quotes
 * within it are one, and CR, LF and CRLF end a record outside quotes.
 */
final class RecordEnds {

    private enum Place {
        CELL_BEGINS,
        PLAIN,
        QUOTED,
        QUOTE_IN_QUOTED
    }

    private RecordEnds() {}

    /** The end of the first record that is complete in these bytes, or -1. */
    static int first(byte[] bytes, int from, int to) {
        return find(bytes, from, to, true);
    }

    /** The end of the last record that is complete in these bytes, or -1. */
    static int last(byte[] bytes, int from, int to) {
        return find(bytes, from, to, false);
    }

    private static int find(byte[] bytes, int from, int to, boolean first) {
        Place place = Place.CELL_BEGINS;
        int end = -1;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (place == Place.QUOTED) {
                place = b == '"' ? Place.QUOTE_IN_QUOTED : Place.QUOTED;
            } else if (b == '\n' || (b == '\r' && i + 1 < to && bytes[i + 1] != '\n')) {
                if (first) {
                    return i + 1;
                }
                end = i + 1;
                place = Place.CELL_BEGINS;
            } else if (b == ',') {
                place = Place.CELL_BEGINS;
            } else if (b == '"' && place != Place.PLAIN) {
                place = Place.QUOTED; // opens, or the second of two
            } else if (b != '\r') {
                place = Place.PLAIN;
            }
        }
        return end;
    }

    /** Line ends in these bytes, in quotes or not; CRLF is one. */
    static long lines(byte[] bytes, int from, int to) {
        long lines = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] != '\n'))) {
                lines++;
            }
        }
        return lines;
    }
}
