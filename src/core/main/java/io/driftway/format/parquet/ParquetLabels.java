package io.driftway.format.parquet;

import io.driftway.format.table.KnownLabels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The distinct labels of a column, found again by the stored form of a value, so that each is made a text once. Several stored
 * forms may be one label.
 */
final class ParquetLabels {

    /** No such value was seen before. */
    static final int UNSEEN = -2;

    private static final int MISSING = -1;

    private final KnownLabels labels;
    private final StoredValues stored = new StoredValues();
    private int[] codes = new int[16];

    ParquetLabels(KnownLabels labels) {
        this.labels = labels;
    }

    List<String> dictionary() {
        return labels.dictionary();
    }

    /** The code of a stored value; {@link #UNSEEN} until {@link #put}. */
    int code(long bits) {
        return code(stored.find(bits));
    }

    int code(byte[] bytes, int from, int length) {
        return code(stored.find(bytes, from, length));
    }

    private int code(int number) {
        return number == StoredValues.UNSEEN ? UNSEEN : codes[number];
    }

    /** Gives an unseen value its label; null when it stands for a missing one. Returns its code. */
    int put(long bits, @Nullable String label) {
        stored.add(bits);
        return put(label);
    }

    int put(byte[] bytes, int from, int length, @Nullable String label) {
        stored.add(bytes, from, length);
        return put(label);
    }

    private int put(@Nullable String label) {
        int last = stored.size() - 1;
        if (last == codes.length) {
            codes = Arrays.copyOf(codes, 2 * last);
        }
        codes[last] = label == null ? MISSING : labels.code(label);
        return codes[last];
    }
}
