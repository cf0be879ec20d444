package io.driftway.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct texts of a column, numbered in the order in which they came. Looking one up makes no object: texts lie in
 * one array of characters behind an open-addressed table, and are compared character by character on a hit.
 */
final class Labels {

    private static final int MISSING = -1;

    private char[] chars = new char[256];
    private int[] ends = new int[16];
    private int[] hashes = new int[16];
    private int[] codes = new int[16];
    private int entries;
    private int labels;
    private int[] slots = new int[32];
    private int shift = 32 - 5;
    private final boolean integers;

    /** Begins with these labels, whose places are their codes. */
    Labels(List<String> known) {
        for (String label : known) {
            add(label.toCharArray(), 0, label.length(), labels++);
        }
        integers = !known.isEmpty() && known.stream().allMatch(Decimal::isInteger);
    }

    /** The code of the text, a new one if it was not seen before; -1 where it stands for a missing value. */
    int code(char[] text, int offset, int length) {
        int entry = entry(text, offset, length); // before codes is read, which it may replace
        return codes[entry];
    }

    private int entry(char[] text, int offset, int length) {
        int hash = hash(text, offset, length);
        int mask = slots.length - 1;
        for (int slot = hash >>> shift; slots[slot] != 0; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && isAt(entry, text, offset, length)) {
                return entry;
            }
        }
        add(text, offset, length, codeOfUnseen(text, offset, length));
        return entries - 1;
    }

    /** Labels by code. */
    List<String> dictionary() {
        List<String> dictionary = new ArrayList<>(labels);
        for (int entry = 0; entry < entries; entry++) {
            if (codes[entry] == dictionary.size()) {
                dictionary.add(new String(chars, start(entry), ends[entry] - start(entry)));
            }
        }
        return dictionary;
    }

    /** Where the known labels are whole numbers, 1.0 is 1: other programs write it so as soon as one cell is missing. */
    private int codeOfUnseen(char[] text, int offset, int length) {
        if (Missing.is(text, offset, length)) {
            return MISSING;
        }
        if (integers) {
            double number = Decimal.parse(text, offset, length);
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                char[] whole = Long.toString((long) number).toCharArray();
                if (!Arrays.equals(whole, 0, whole.length, text, offset, offset + length)) {
                    return code(whole, 0, whole.length);
                }
            }
        }
        return labels++;
    }

    private void add(char[] text, int offset, int length, int code) {
        if (entries * 2 >= slots.length) {
            grow();
        }
        int start = start(entries);
        if (start + length > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(start + length, chars.length * 2));
        }
        System.arraycopy(text, offset, chars, start, length);
        ends[entries] = start + length;
        hashes[entries] = hash(text, offset, length);
        codes[entries] = code;
        place(entries++);
    }

    private void grow() {
        ends = Arrays.copyOf(ends, entries * 2);
        hashes = Arrays.copyOf(hashes, entries * 2);
        codes = Arrays.copyOf(codes, entries * 2);
        slots = new int[entries * 4];
        shift = Integer.numberOfLeadingZeros(slots.length - 1);
        for (int entry = 0; entry < entries; entry++) {
            place(entry);
        }
    }

    private void place(int entry) {
        int slot = hashes[entry] >>> shift;
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry + 1;
    }

    private boolean isAt(int entry, char[] text, int offset, int length) {
        int start = start(entry);
        if (ends[entry] - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (chars[start + i] != text[offset + i]) {
                return false;
            }
        }
        return true;
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private static int hash(char[] text, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = hash * 31 + text[i];
        }
        return hash * 0x9E3779B9;
    }
}
