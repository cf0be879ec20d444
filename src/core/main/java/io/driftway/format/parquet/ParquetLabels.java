package io.driftway.format.parquet;

import io.driftway.format.table.Decimal;
import io.driftway.format.table.TruthWords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The distinct labels of a column, found again by the stored form of a value, so that each is made a text once. Several stored
 * forms may be one label.
 */
final class ParquetLabels {

    /** No such value was seen before. */
    static final int UNSEEN = -2;

    private static final int MISSING = -1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Map<String, Integer> places = new HashMap<>();
    private final List<String> dictionary = new ArrayList<>();
    private final boolean integers;
    private final boolean truths;
    private final Optional<TruthWords> words;

    private byte[] stored = new byte[256];
    private int[] ends = new int[16];
    private int[] hashes = new int[16];
    private int[] codes = new int[16];
    private int entries;
    private int[] slots = new int[32];

    private final byte[] eight = new byte[Long.BYTES];

    /**
     * Begins with these labels, whose places are their codes.
     *
     * @param truths whether the values are true and false, which are read as the {@link TruthWords} of the known labels, else as the one of them that
     *     differs in case alone
     */
    ParquetLabels(List<String> known, boolean truths) {
        this.truths = truths;
        known.forEach(this::place);
        words = TruthWords.of(known);
        integers = !known.isEmpty() && known.stream().allMatch(Decimal::isInteger);
    }

    List<String> dictionary() {
        return dictionary;
    }

    /** The code of a stored value; {@link #UNSEEN} until {@link #put}. */
    int code(long bits) {
        LONG.set(eight, 0, bits);
        return code(eight, 0, Long.BYTES);
    }

    int code(byte[] bytes, int from, int length) {
        int hash = hash(bytes, from, length);
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && Arrays.equals(stored, start(entry), ends[entry], bytes, from, from + length)) {
                return codes[entry];
            }
        }
        return UNSEEN;
    }

    /** Gives an unseen value its label; null when it stands for a missing one. Returns its code. */
    int put(long bits, @Nullable String label) {
        LONG.set(eight, 0, bits);
        return put(eight, 0, Long.BYTES, label);
    }

    int put(byte[] bytes, int from, int length, @Nullable String label) {
        if (entries * 2 >= slots.length) {
            grow();
        }
        int start = start(entries);
        int end = Math.addExact(start, length);
        if (end > stored.length) {
            stored = Arrays.copyOf(stored, Math.max(end, Math.addExact(start, start >> 1)));
        }
        System.arraycopy(bytes, from, stored, start, length);
        ends[entries] = end;
        hashes[entries] = hash(bytes, from, length);
        codes[entries] = label == null ? MISSING : place(known(label));
        seat(entries++);
        return codes[entries - 1];
    }

    /** The label as the known ones write it: as in CSV, where they are all whole numbers, 1.0 is 1. */
    private String known(String label) {
        if (places.containsKey(label)) {
            return label;
        }
        if (truths) {
            return words.map(both -> both.word(label)).orElseGet(() -> inItsCase(label));
        }
        if (integers) {
            double number = numberOrNaN(label);
            if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
                return Long.toString((long) number);
            }
        }
        return label;
    }

    private String inItsCase(String label) {
        List<String> alike = dictionary.stream().filter(label::equalsIgnoreCase).toList();
        return alike.size() == 1 ? alike.getFirst() : label;
    }

    private static double numberOrNaN(String label) {
        try {
            return ParquetValues.Texts.cell(label);
        } catch (NumberFormatException notOne) {
            return Double.NaN;
        }
    }

    private int place(String label) {
        return places.computeIfAbsent(label, unseen -> {
            dictionary.add(unseen);
            return dictionary.size() - 1;
        });
    }

    private void grow() {
        ends = Arrays.copyOf(ends, entries * 2);
        hashes = Arrays.copyOf(hashes, entries * 2);
        codes = Arrays.copyOf(codes, entries * 2);
        slots = new int[entries * 4];
        for (int entry = 0; entry < entries; entry++) {
            seat(entry);
        }
    }

    private void seat(int entry) {
        int mask = slots.length - 1;
        int slot = hashes[entry] & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = entry + 1;
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    private static int hash(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        for (; at + Long.BYTES <= from + length; at += Long.BYTES) {
            hash = (hash ^ (long) LONG.get(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; at < from + length; at++) {
            hash = (hash ^ bytes[at]) * MIX;
            hash ^= hash >>> 32;
        }
        return (int) (hash ^ hash >>> 16);
    }
}
