package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.format.table.Decimal;
import io.driftway.format.table.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The distinct texts of a column, numbered in the order in which they came. Looking one up makes no object: texts lie in one array of bytes behind an
 * open-addressed table. A text of up to eight bytes is in the table itself; a longer one is compared with what lies in the array.
 *
 * <p>An entry is a text as written; its code is the label it stands for, which several entries may share, or -1 for a missing value.
 */
final class TextDictionary {

    private static final int MISSING = -1;
    private static final int PLACE = 2;

    /**
     * Random odd factors, whose products' high bits say where in the table a text goes: so nobody can write texts that all go to one place (Dietzfelbinger et al., A
     * reliable randomized algorithm for the closest-pair problem, 1997).
     */
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private static final long TAIL_FACTOR = new SplittableRandom().nextLong() | 1;

    private static final long LENGTH_FACTOR = 0x9E3779B97F4A7C15L;

    private byte[] text = new byte[256];
    private int[] ends = new int[16];
    private int[] codes = new int[16];
    private int entries;
    private int labels;
    /** Two words for each place: a text of up to eight bytes, or a hash of a longer one; its length and entry + 1. An empty place has 0 for the second. */
    private long[] table = new long[PLACE * 64];

    private int shift = 64 - 6;
    private final boolean integers;

    /** Begins with these labels, whose places are their codes. */
    TextDictionary(List<String> known) {
        for (String label : known) {
            byte[] padded = padded(label);
            add(padded, 0, padded.length - RowBlock.PADDING, labels++);
        }
        integers = !known.isEmpty() && known.stream().allMatch(Decimal::isInteger);
    }

    private static byte[] padded(String label) {
        byte[] bytes = label.getBytes(UTF_8);
        return Arrays.copyOf(bytes, bytes.length + RowBlock.PADDING);
    }

    /** With the texts once more, as they are handed out in the end. */
    long heldBytes() {
        return 2L * text.length + 8L * ends.length + 8L * table.length + 56L * labels;
    }

    /** Distinct texts so far. */
    int entries() {
        return entries;
    }

    /** The code of an entry: a label's place in the dictionary, or -1 where the text stands for a missing value. */
    int code(int entry) {
        return codes[entry];
    }

    String text(int entry) {
        return new String(text, start(entry), ends[entry] - start(entry), UTF_8);
    }

    /** The number that an entry is, NaN when it is none. */
    double number(int entry) {
        return Decimal.parse(text, start(entry), ends[entry] - start(entry));
    }

    /** The entry of the text, a new one if it was not seen before. Eight bytes may be read from any place in it. */
    int entry(byte[] bytes, int offset, int length) {
        long key = key(bytes, offset, length);
        long[] places = table;
        int mask = places.length - 1;
        int place = place(key, length);
        while (true) {
            long lengthAndEntry = places[place + 1];
            if (lengthAndEntry == 0) {
                return add(bytes, offset, length, codeOfUnseen(bytes, offset, length));
            }
            if (places[place] == key && (int) (lengthAndEntry >>> 32) == length) {
                int entry = (int) lengthAndEntry - 1;
                if (length <= Long.BYTES || isAt(entry, bytes, offset, length)) {
                    return entry;
                }
            }
            place = (place + PLACE) & mask;
        }
    }

    /** Labels by code. */
    List<String> dictionary() {
        List<String> dictionary = new ArrayList<>(labels);
        for (int entry = 0; entry < entries; entry++) {
            if (codes[entry] == dictionary.size()) {
                dictionary.add(text(entry));
            }
        }
        return dictionary;
    }

    /** Where the known labels are whole numbers, 1.0 is 1: other programs write it so as soon as one cell is missing. */
    private int codeOfUnseen(byte[] bytes, int offset, int length) {
        if (Missing.is(bytes, offset, length)) {
            return MISSING;
        }
        if (integers) {
            double number = Decimal.parse(bytes, offset, length);
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                byte[] whole = padded(Long.toString((long) number));
                int digits = whole.length - RowBlock.PADDING;
                if (!Arrays.equals(whole, 0, digits, bytes, offset, offset + length)) {
                    return codes[entry(whole, 0, digits)];
                }
            }
        }
        return labels++;
    }

    private int add(byte[] bytes, int offset, int length, int code) {
        if (entries == ends.length) {
            ends = Arrays.copyOf(ends, entries * 2);
            codes = Arrays.copyOf(codes, entries * 2);
        }
        int start = start(entries);
        if (start + length + RowBlock.PADDING > text.length) {
            text = Arrays.copyOf(text, Math.max(start + length + RowBlock.PADDING, text.length * 2));
        }
        System.arraycopy(bytes, offset, text, start, length);
        ends[entries] = start + length;
        codes[entries] = code;
        entries++;
        if (entries * 2 * PLACE > table.length) {
            grow();
        }
        seat(key(bytes, offset, length), (long) length << 32 | entries);
        return entries - 1;
    }

    private void grow() {
        long[] places = table;
        table = new long[places.length * 2];
        shift--;
        for (int place = 0; place < places.length; place += PLACE) {
            if (places[place + 1] != 0) {
                seat(places[place], places[place + 1]);
            }
        }
    }

    private void seat(long key, long lengthAndEntry) {
        int place = place(key, (int) (lengthAndEntry >>> 32));
        while (table[place + 1] != 0) {
            place = (place + PLACE) & (table.length - 1);
        }
        table[place] = key;
        table[place + 1] = lengthAndEntry;
    }

    private int place(long key, int length) {
        return (int) ((key ^ length * LENGTH_FACTOR) * FACTOR >>> shift) * PLACE;
    }

    private boolean isAt(int entry, byte[] bytes, int offset, int length) {
        int start = start(entry);
        return Words.at(text, start) == Words.at(bytes, offset)
                && Words.at(text, start + length - Long.BYTES) == Words.at(bytes, offset + length - Long.BYTES)
                && (length <= 2 * Long.BYTES
                        || Arrays.equals(text, start, start + length, bytes, offset, offset + length));
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private static long key(byte[] bytes, int offset, int length) {
        long head = Words.first(Words.at(bytes, offset), length);
        return length <= Long.BYTES ? head : hash(bytes, offset, length, head);
    }

    private static long hash(byte[] bytes, int offset, int length, long head) {
        long hash = head * FACTOR;
        for (int i = Long.BYTES; i < length - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ hash >>> 32 ^ Words.at(bytes, offset + i)) * FACTOR;
        }
        return (hash ^ hash >>> 32) + Words.at(bytes, offset + length - Long.BYTES) * TAIL_FACTOR;
    }
}
