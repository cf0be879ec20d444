package io.driftway.core.decision;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Limits how often chance may request a retraining, and shares this out among windows. A window of w batches is judged once in e = max(1, w
 * / 2) batches, and each of the S lengths of windows gets an equal part. Expectations add up, so chance spends no more than the budget,
 * however the tests depend on each other.
 *
 * @param requestsPerYear false requests a year that are accepted, above 0
 * @param batchesPerYear at least 1
 * @param season batches in a season, at least 1; windows are whole seasons; 1 where there is none
 */
public record Budget(double requestsPerYear, double batchesPerYear, int season) {

    private static final int LENGTHS = 6;
    private static final int SEASONAL_LENGTHS = 3;

    public Budget {
        if (!(requestsPerYear > 0) || !(batchesPerYear >= 1) || season < 1) {
            throw new IllegalArgumentException(
                    "requests-per-year must be above 0, batches-per-year and season at least 1, got " + requestsPerYear
                            + ", " + batchesPerYear + " and " + season);
        }
    }

    /** Returns the lengths of windows in batches, ascending: 1 to 32, or 1, 2 and 4 seasons. */
    public List<Integer> windows() {
        return IntStream.range(0, season == 1 ? LENGTHS : SEASONAL_LENGTHS)
                .mapToObj(i -> season << i)
                .toList();
    }

    /** Returns the length of the longest window in batches. */
    public int longest() {
        return windows().getLast();
    }

    /** Returns how many batches lie between two looks at a window of this length; at least 1. */
    static int every(int window) {
        return Math.max(1, window / 2);
    }

    /** Returns the level at which a window of this length is judged: B e / (S N) for B requests and N batches a year. */
    double level(int window) {
        return requestsPerYear * every(window) / (windows().size() * batchesPerYear);
    }
}
