package io.driftway.core.ledger;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A set of SHA-256 digests in hex that only grows. A ledger holds one for every batch; each takes 16 to 43 bytes. The first half of a digest stands for all of it: two of 10^12
 * digests share it with a chance of 10^-15. The set keeps any other text unchanged. Safe for many threads.
 */
final class DigestSet {

    private static final int HEX = 64;
    private static final int HALF = 16;
    private static final int SMALLEST = 1 << 8;
    private static final double FULLEST = 0.75;

    /** Two numbers a slot; both are 0 in a free one. */
    private long[] slots = new long[2 * SMALLEST];

    private int size;
    private final Set<String> others = new HashSet<>();

    /** True if it was not there. */
    synchronized boolean add(String digest) {
        if (!isDigest(digest)) {
            return others.add(digest);
        }
        if (size >= FULLEST * slots.length / 2) {
            grow();
        }
        int slot = slot(high(digest), low(digest));
        boolean free = isFree(slot);
        if (free) {
            slots[slot] = high(digest);
            slots[slot + 1] = low(digest);
            size++;
        }
        return free;
    }

    synchronized boolean contains(String digest) {
        return isDigest(digest) ? !isFree(slot(high(digest), low(digest))) : others.contains(digest);
    }

    synchronized int size() {
        return size + others.size();
    }

    private static boolean isDigest(String text) {
        return text.length() == HEX && text.chars().allMatch(HexFormat::isHexDigit) && (high(text) | low(text)) != 0;
    }

    private static long high(String digest) {
        return HexFormat.fromHexDigitsToLong(digest, 0, HALF);
    }

    private static long low(String digest) {
        return HexFormat.fromHexDigitsToLong(digest, HALF, 2 * HALF);
    }

    private boolean isFree(int slot) {
        return (slots[slot] | slots[slot + 1]) == 0;
    }

    /** Where the digest is, or where it would go. A digest is its own hash. */
    private int slot(long high, long low) {
        int slot = 2 * (int) (high & (slots.length / 2 - 1));
        while (!isFree(slot) && (slots[slot] != high || slots[slot + 1] != low)) {
            slot = (slot + 2) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] full = slots;
        slots = new long[2 * full.length];
        for (int i = 0; i < full.length; i += 2) {
            if ((full[i] | full[i + 1]) != 0) {
                int slot = slot(full[i], full[i + 1]);
                slots[slot] = full[i];
                slots[slot + 1] = full[i + 1];
            }
        }
    }
}
