package io.driftway.core.drift;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * How often each value occurs on either side.
 *
 * @param reference rows of the reference by value; 0 where only current has the value
 * @param current rows of the current by the same values
 */
@SuppressWarnings("ArrayRecordComponent")
record PairedCounts(long[] reference, long[] current) {

    /** Over the values of both sides, the smallest first: numbers by size, labels that are all numbers too, other labels by their text. */
    static PairedCounts of(ColumnProfile reference, ColumnProfile current) {
        if (reference instanceof NumericProfile r && current instanceof NumericProfile c) {
            return ofNumbers(r, c);
        }
        return ofLabels((CategoricalProfile) reference, (CategoricalProfile) current);
    }

    private static PairedCounts ofNumbers(NumericProfile reference, NumericProfile current) {
        long[] counts = new long[reference.distinct() + current.distinct()];
        long[] currentCounts = new long[counts.length];
        int size = 0;
        for (MergedValues at = new MergedValues(reference, current); at.next(); size++) {
            counts[size] = at.inReference();
            currentCounts[size] = at.inCurrent();
        }
        return new PairedCounts(Arrays.copyOf(counts, size), Arrays.copyOf(currentCounts, size));
    }

    private static PairedCounts ofLabels(CategoricalProfile reference, CategoricalProfile current) {
        TreeSet<String> union = new TreeSet<>(reference.counts().keySet());
        union.addAll(current.counts().keySet());
        List<String> labels = new ArrayList<>(union);
        if (labels.stream().allMatch(PairedCounts::isNumber)) {
            labels.sort(Comparator.comparing(BigDecimal::new));
        }
        return new PairedCounts(
                labels.stream()
                        .mapToLong(label -> reference.counts().getOrDefault(label, 0L))
                        .toArray(),
                labels.stream()
                        .mapToLong(label -> current.counts().getOrDefault(label, 0L))
                        .toArray());
    }

    private static boolean isNumber(String label) {
        return label.length() <= 40 && label.matches("[+-]?\\d+(\\.\\d*)?");
    }

    int size() {
        return reference.length;
    }

    long rowsReference() {
        return Arrays.stream(reference).sum();
    }

    long rowsCurrent() {
        return Arrays.stream(current).sum();
    }
}
