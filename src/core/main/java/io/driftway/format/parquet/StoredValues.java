package io.driftway.format.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The distinct stored values of a column, numbered in the order in which they came: bits, or runs of bytes. Looking one up makes no object. A value is told from
 * others by its first eight bytes and its length, and compared byte by byte only where it is longer.
 */
final class StoredValues {

    /** Stands for the number of a value that was not added. */
    static final int UNSEEN = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * A random odd factor, whose products' high bits say where in the table a value goes: so nobody can write values that all go to one place (Dietzfelbinger et al., A
     * reliable randomized algorithm for the closest-pair problem, 1997).
     */
    private static final long FACTOR = new SplittableRandom().nextLong() | 1;

    private static final long LENGTH_FACTOR = 0x9E3779B97F4A7C15L;

    private byte[] stored = new byte[256];
    private int[] ends = new int[16];
    private long[] heads = new long[16];
    private int size;

    /** Number + 1 of the value at each place; 0 at a free one. At most half of the places are taken. */
    private int[] places = new int[32];

    private int shift = Long.SIZE - 5;

    int size() {
        return size;
    }

    long heldBytes() {
        return stored.length + (long) Integer.BYTES * (ends.length + places.length) + (long) Long.BYTES * heads.length;
    }

    /** The number of a value of up to 64 bits; {@link #UNSEEN} if it was not added. */
    int find(long bits) {
        int mask = places.length - 1;
        for (int place = (int) (hash(bits, Long.BYTES) >>> shift); places[place] != 0; place = (place + 1) & mask) {
            int number = places[place] - 1;
            if (heads[number] == bits) {
                return number;
            }
        }
        return UNSEEN;
    }

    /** The number of a run of bytes; {@link #UNSEEN} if it was not added. */
    int find(byte[] bytes, int from, int length) {
        long head = head(bytes, from, length);
        int mask = places.length - 1;
        int place = (int) (hash(head, bytes, from, length) >>> shift);
        for (; places[place] != 0; place = (place + 1) & mask) {
            int number = places[place] - 1;
            if (heads[number] == head && isRest(number, bytes, from, length)) {
                return number;
            }
        }
        return UNSEEN;
    }

    /** Adds an unseen value of up to 64 bits. All of a column are added so, or none. */
    void add(long bits) {
        reserve(Long.BYTES);
        LONG.set(stored, end(), bits);
        add(bits, Long.BYTES);
    }

    /** Adds an unseen run of bytes. */
    void add(byte[] bytes, int from, int length) {
        reserve(length);
        System.arraycopy(bytes, from, stored, end(), length);
        add(head(bytes, from, length), length);
    }

    /** The value of up to 64 bits of this number. */
    long bits(int number) {
        return heads[number];
    }

    /** All runs of bytes, one behind the other. */
    byte[] bytes() {
        return stored;
    }

    int start(int number) {
        return number == 0 ? 0 : ends[number - 1];
    }

    int length(int number) {
        return ends[number] - start(number);
    }

    private int end() {
        return start(size);
    }

    private void reserve(int length) {
        int end = Math.addExact(end(), length);
        if (end > stored.length) {
            stored = Arrays.copyOf(stored, Math.max(end, Math.addExact(stored.length, stored.length >> 1)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            heads = Arrays.copyOf(heads, 2 * size);
        }
    }

    private void add(long head, int length) {
        ends[size] = end() + length;
        heads[size] = head;
        size++;
        if (2 * size <= places.length) {
            place(size - 1);
        } else {
            places = new int[2 * places.length];
            shift--;
            for (int number = 0; number < size; number++) {
                place(number);
            }
        }
    }

    private void place(int number) {
        int mask = places.length - 1;
        int place = (int) (hash(heads[number], stored, start(number), length(number)) >>> shift);
        while (places[place] != 0) {
            place = (place + 1) & mask;
        }
        places[place] = number + 1;
    }

    /** With the first eight bytes equal. */
    private boolean isRest(int number, byte[] bytes, int from, int length) {
        int start = start(number);
        int end = ends[number];
        return end - start == length
                && (length <= Long.BYTES
                        || Arrays.equals(stored, start + Long.BYTES, end, bytes, from + Long.BYTES, from + length));
    }

    /** The first eight bytes, the first one lowest; zeros for those that are none. */
    private static long head(byte[] bytes, int from, int length) {
        if (from <= bytes.length - Long.BYTES) {
            long word = (long) LONG.get(bytes, from);
            return length >= Long.BYTES ? word : word & ~(-1L << Byte.SIZE * length);
        }
        long head = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            head = head << Byte.SIZE | bytes[from + i] & 0xff;
        }
        return head;
    }

    private static long hash(long head, int length) {
        return (head ^ head >>> 32 ^ length * LENGTH_FACTOR) * FACTOR;
    }

    private static long hash(long head, byte[] bytes, int from, int length) {
        long hash = hash(head, length);
        if (length <= Long.BYTES) {
            return hash;
        }
        for (int i = Long.BYTES; i < length - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ hash >>> 32 ^ (long) LONG.get(bytes, from + i)) * FACTOR;
        }
        return (hash ^ hash >>> 32 ^ (long) LONG.get(bytes, from + length - Long.BYTES)) * FACTOR;
    }
}
