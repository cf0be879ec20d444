package io.driftway.core.profile;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A categorical column as the count of each category.
 *
 * @param name the column
 * @param counts rows that have the category, each at least 1, ordered by category
 * @param missing cells without a value
 */
public record CategoricalProfile(String name, SortedMap<String, Long> counts, long missing) implements ColumnProfile {
    public CategoricalProfile {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        if (missing < 0 || counts.values().stream().anyMatch(c -> c < 1)) {
            throw new IllegalArgumentException(
                    name + ": a category is counted at least once, missing cells never below 0");
        }
    }

    @Override
    public long present() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public int distinct() {
        return counts.size();
    }
}
