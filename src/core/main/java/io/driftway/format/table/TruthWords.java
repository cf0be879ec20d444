package io.driftway.format.table;

import io.driftway.core.profile.CategoricalProfile;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a column of two categories writes for yes and no. The booleans of Parquet are read as these words, so that a column is the same whether a file has it as texts or as
 * booleans. A column whose categories are anything else has no such words, and its booleans stay {@code true} and {@code false}: nothing is guessed.
 *
 * @param yes stands for true
 * @param no stands for false
 */
public record TruthWords(String yes, String no) {

    /** In lower case. */
    private static final List<TruthWords> PAIRS = List.of(
            new TruthWords("true", "false"),
            new TruthWords("yes", "no"),
            new TruthWords("t", "f"),
            new TruthWords("y", "n"),
            new TruthWords("1", "0"));

    /** The words of a column that has exactly two categories which are one of the pairs true and false, yes and no, t and f, y and n, 1 and 0, in any case. */
    public static Optional<TruthWords> of(Collection<String> categories) {
        if (categories.size() != 2) {
            return Optional.empty();
        }
        return PAIRS.stream()
                .flatMap(pair -> spelled(pair.yes(), categories)
                        .flatMap(yes -> spelled(pair.no(), categories).map(no -> new TruthWords(yes, no)))
                        .stream())
                .findFirst();
    }

    /** A column of {@code true} and {@code false} in these words. */
    public CategoricalProfile in(CategoricalProfile booleans) {
        TreeMap<String, Long> counts = new TreeMap<>();
        booleans.counts().forEach((truth, count) -> counts.put(word(truth), count));
        return new CategoricalProfile(booleans.name(), counts, booleans.missing());
    }

    /** @param truth {@code true} or {@code false} */
    public String word(String truth) {
        return truth.equals("true") ? yes : no;
    }

    private static Optional<String> spelled(String word, Collection<String> categories) {
        return categories.stream().filter(word::equalsIgnoreCase).findFirst();
    }
}
