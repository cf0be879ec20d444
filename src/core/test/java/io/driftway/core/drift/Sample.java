package io.driftway.core.drift;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Profiles of one column, x. */
final class Sample {

    private Sample() {}

    static Profile numbers(double... values) {
        return Profile.of(new Batch("numbers", List.of(new NumericColumn("x", values)), values.length), List.of("x"));
    }

    static Profile labels(String... labels) {
        List<String> dictionary =
                Arrays.stream(labels).filter(l -> !l.isEmpty()).distinct().toList();
        int[] codes = Arrays.stream(labels).mapToInt(dictionary::indexOf).toArray();
        return Profile.of(
                new Batch("labels", List.of(new CategoricalColumn("x", dictionary, codes)), codes.length),
                List.of("x"));
    }

    /** So many of each label. */
    static Profile counts(Object... labelsAndCounts) {
        return labels(IntStream.range(0, labelsAndCounts.length / 2)
                .boxed()
                .flatMap(i ->
                        Collections.nCopies((int) labelsAndCounts[2 * i + 1], (String) labelsAndCounts[2 * i]).stream())
                .toArray(String[]::new));
    }
}
