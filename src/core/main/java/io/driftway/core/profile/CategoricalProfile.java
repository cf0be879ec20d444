package io.driftway.core.profile;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Summarises a categorical column as the count of each category.
 *
 * @param name the column
 * @param counts rows that have the category, each at least 1, ordered by category; {@value #OTHER} for those that were not kept
 * @param missing cells without a value
 */
public record CategoricalProfile(String name, SortedMap<String, Long> counts, long missing) implements ColumnProfile {

    /** Stands for all categories that were not kept one by one. */
    public static final String OTHER = "__other__";

    public CategoricalProfile {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        if (missing < 0 || counts.values().stream().anyMatch(c -> c < 1)) {
            throw new IllegalArgumentException(
                    name + ": a category is counted at least once, missing cells never below 0");
        }
    }

    static CategoricalProfile of(CategoricalColumn column) {
        long[] counts = new long[column.dictionary().size()];
        long missing = 0;
        for (int code : column.codes()) {
            if (code < 0) {
                missing++;
            } else {
                counts[code]++;
            }
        }
        TreeMap<String, Long> present = new TreeMap<>();
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0) {
                present.put(column.dictionary().get(code), counts[code]);
            }
        }
        return new CategoricalProfile(column.name(), present, missing);
    }

    @Override
    public ColumnType type() {
        return ColumnType.CAT;
    }

    @Override
    public long present() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public int distinct() {
        return counts.size();
    }

    @Override
    public CategoricalProfile merge(ColumnProfile other) {
        if (!(other instanceof CategoricalProfile that)) {
            throw new IllegalArgumentException(name + " is categorical in one profile and numeric in the other");
        }
        TreeMap<String, Long> both = new TreeMap<>(counts);
        that.counts.forEach((category, count) -> both.merge(category, count, Long::sum));
        return new CategoricalProfile(name, both, missing + that.missing);
    }

    /** With the most frequent categories, the first in order among equals; the rest is counted as {@link #OTHER}. */
    CategoricalProfile capped(int maxCategories) {
        Set<String> kept = counts.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(OTHER))
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(maxCategories)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return keeping(kept::contains);
    }

    /** Returns this one as a reference counts it: where the reference has {@link #OTHER}, categories that it does not know are counted as that here too. */
    public CategoricalProfile knownTo(CategoricalProfile reference) {
        return reference.counts.containsKey(OTHER) ? keeping(reference.counts.keySet()::contains) : this;
    }

    private CategoricalProfile keeping(Predicate<String> kept) {
        TreeMap<String, Long> folded = new TreeMap<>();
        counts.forEach((category, count) -> folded.merge(kept.test(category) ? category : OTHER, count, Long::sum));
        return new CategoricalProfile(name, folded, missing);
    }
}
