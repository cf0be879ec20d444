package io.driftway.format.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at a time, the first one lowest. */
final class Words {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    /** The high bit of each byte. */
    static final long HIGH_BITS = 0x8080808080808080L;

    private static final long EACH = 0x0101010101010101L;

    private static final long COMMAS = EACH * ',';

    /** Added to seven bits, sets the eighth from a blank up. */
    private static final long NOT_CONTROL = EACH * (0x80 - ' ');

    /** Brings the low bits of all bytes together in the highest byte: its bit i is that of byte i. */
    private static final long GATHER = 0x0102040810204080L;

    /** Keeps the first 0 to 8 bytes of a word. */
    private static final long[] FIRST = {
        0, 0xffL, 0xffffL, 0xff_ffffL, 0xffff_ffffL, 0xff_ffff_ffffL, 0xffff_ffff_ffffL, 0xff_ffff_ffff_ffffL, -1L
    };

    private Words() {}

    static long at(byte[] bytes, int offset) {
        return (long) LONG.get(bytes, offset);
    }

    /** The first so many bytes of the word, all eight if there are to be more, and the others 0. */
    static long first(long word, int bytes) {
        return word & FIRST[Math.min(bytes, Long.BYTES)];
    }

    /** The same byte eight times. */
    static long each(char ascii) {
        return EACH * ascii;
    }

    /** High bits, at least one where there is a zero byte, none where there is not; bits of no other byte mean anything. */
    static long anyZero(long word) {
        return word - EACH & ~word;
    }

    /** The high bit of each byte that is a comma or below a blank. */
    static long commasAndControls(long word) {
        long comma = word ^ COMMAS;
        long others = ((comma & LOW_BITS) + LOW_BITS) | comma;
        long notControl = ((word & LOW_BITS) + NOT_CONTROL) | word;
        return ~(others & notControl) & HIGH_BITS;
    }

    /** High bits of bytes as eight bits, that of the first byte lowest. */
    static long bits(long highBits) {
        return ((highBits >>> 7) * GATHER) >>> 56;
    }
}
