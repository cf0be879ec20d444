package io.driftway.core.pipeline;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.ledger.Champion;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Counts of scored rows: all that a verdict needs of them. Counts of some rows and of others {@linkplain #and add up}, in any order and grouping.
 *
 * @param profile of the columns of the reference, the predicted probabilities among them
 * @param missing cells of all columns that were read that have no value
 * @param leaves rows by leaf, for each of the first trees; empty where the model has none
 * @param outside rows that lie where the model was never trained
 * @param repeats how rows repeat each other; no row is counted where that is not known yet
 * @param labelled rows that came with their label
 * @param warnings about files, ids and labels, at most one of each code
 * @param ways rows by the way that they go through each tree, which attributions need; empty where the model has none, or they are not counted
 */
public record RowCounts(
        Profile profile,
        long missing,
        List<long[]> leaves,
        long outside,
        RowRepeats repeats,
        long labelled,
        List<BatchWarning> warnings,
        List<long[]> ways) {

    public RowCounts {
        leaves = List.copyOf(leaves);
        warnings = List.copyOf(warnings);
        ways = List.copyOf(ways);
    }

    /**
     * Counts some rows of a batch, but for what needs a look at the others: {@link #whole} adds that.
     *
     * @throws IllegalArgumentException when they lack a column of the reference
     */
    public static RowCounts of(Scored part) {
        Champion champion = part.champion();
        ReferenceFacts facts = champion.baseline().facts();
        return new RowCounts(
                part.profile(),
                part.missing(),
                part.leaves(),
                part.outside(),
                RowRepeats.NONE,
                part.labelled(),
                part.ownWarnings(),
                facts.ways(champion.model().scorer(), part.features()).orElse(List.of()));
    }

    /**
     * Adds the counts of other rows, by the same model.
     *
     * @throws IllegalArgumentException when they are of other columns or trees
     */
    public RowCounts and(RowCounts others) {
        return new RowCounts(
                profile.merge(others.profile).atMost(NumericProfile.MOST_VALUES),
                missing + others.missing,
                sums(leaves, others.leaves),
                outside + others.outside,
                RowRepeats.NONE,
                labelled + others.labelled,
                both(warnings, others.warnings),
                sums(ways, others.ways));
    }

    /**
     * Adds to the counts of all rows what each part by itself could not tell.
     *
     * @param repeatedIds rows whose id another row before them has
     */
    public RowCounts whole(RowRepeats allRepeats, long repeatedIds) {
        return new RowCounts(
                profile,
                missing,
                leaves,
                outside,
                allRepeats,
                labelled,
                both(warnings, Scored.warning(WarningCode.DUPLICATE_IDS, repeatedIds)),
                ways);
    }

    private static List<long[]> sums(List<long[]> some, List<long[]> others) {
        if (some.size() != others.size()) {
            throw new IllegalArgumentException(
                    "counts of " + some.size() + " and of " + others.size() + " trees cannot be added");
        }
        return IntStream.range(0, some.size())
                .mapToObj(tree -> sums(some.get(tree), others.get(tree)))
                .toList();
    }

    private static long[] sums(long[] some, long[] others) {
        if (some.length != others.length) {
            throw new IllegalArgumentException("counts of different trees cannot be added");
        }
        return IntStream.range(0, some.length)
                .mapToLong(i -> some[i] + others[i])
                .toArray();
    }

    /** One of each code: columns are named once, and rows are added. */
    private static List<BatchWarning> both(List<BatchWarning> some, List<BatchWarning> others) {
        Map<WarningCode, BatchWarning> all = new EnumMap<>(WarningCode.class);
        Stream.concat(some.stream(), others.stream())
                .forEach(warning -> all.merge(warning.code(), warning, RowCounts::both));
        return new ArrayList<>(all.values());
    }

    private static BatchWarning both(BatchWarning one, BatchWarning other) {
        return one.columns().isEmpty()
                ? new BatchWarning(one.code(), one.count() + other.count())
                : one.count() >= other.count() ? one : other;
    }
}
