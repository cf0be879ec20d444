package io.driftway.core.drift;

import java.util.Arrays;

/**
 * Shares of rows in which no bin is empty, because logarithms of quotients are taken: an empty bin has 0.0001, or a millionth of the least
 * share of its side where that is no more than 0.0001. The shares then sum to more than 1, by what was filled. Source: Evidently.
 */
final class FilledShares {

    private static final double FILLING = 0.0001;

    private FilledShares() {}

    static double[] of(long[] counts) {
        double rows = Arrays.stream(counts).sum();
        double least = Arrays.stream(counts).filter(c -> c > 0).min().orElseThrow() / rows;
        double filling = least <= FILLING ? least / 1_000_000 : FILLING;
        return Arrays.stream(counts)
                .mapToDouble(c -> c == 0 ? filling : c / rows)
                .toArray();
    }
}
