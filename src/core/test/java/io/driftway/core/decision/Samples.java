package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;

/** Draws samples for tests of decisions. */
final class Samples {

    private Samples() {}

    static double[] normal(SplittableRandom random, int rows, double mean) {
        double[] values = new double[rows];
        Arrays.setAll(values, _ -> mean + random.nextGaussian());
        return values;
    }

    static double[] mapped(double[] values, DoubleUnaryOperator change) {
        return Arrays.stream(values).map(change).toArray();
    }

    static NumericProfile numbers(double... values) {
        long[] one = new long[values.length];
        Arrays.fill(one, 1);
        return NumericProfile.of("x", values, one);
    }

    /** Labels a, b, c.. with these shares, which add up to 1. */
    static CategoricalProfile labels(SplittableRandom random, int rows, double... shares) {
        TreeMap<String, Long> counts = new TreeMap<>();
        for (int row = 0; row < rows; row++) {
            counts.merge(label(random.nextDouble(), shares), 1L, Long::sum);
        }
        return new CategoricalProfile("c", counts, 0);
    }

    static CategoricalProfile labels(long missing, Object... labelsAndCounts) {
        TreeMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < labelsAndCounts.length; i += 2) {
            counts.put((String) labelsAndCounts[i], ((Number) labelsAndCounts[i + 1]).longValue());
        }
        return new CategoricalProfile("c", counts, missing);
    }

    private static String label(double u, double[] shares) {
        int place = 0;
        double sum = shares[0];
        while (place < shares.length - 1 && u >= sum) {
            sum += shares[++place];
        }
        return String.valueOf((char) ('a' + place));
    }

    static CategoricalColumn column(String name, String... labels) {
        List<String> dictionary = Arrays.stream(labels)
                .filter(label -> !label.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return new CategoricalColumn(
                name,
                dictionary,
                Arrays.stream(labels).mapToInt(dictionary::indexOf).toArray());
    }

    static String[] drawn(SplittableRandom random, int rows, double... shares) {
        String[] labels = new String[rows];
        Arrays.setAll(labels, _ -> label(random.nextDouble(), shares));
        return labels;
    }

    static Profile profile(Column... columns) {
        return Profile.of(
                batch(columns), Arrays.stream(columns).map(Column::name).toList());
    }

    static Batch batch(Column... columns) {
        return new Batch("rows", List.of(columns), columns[0].size());
    }

    static NumericColumn column(String name, double... values) {
        return new NumericColumn(name, values);
    }
}
