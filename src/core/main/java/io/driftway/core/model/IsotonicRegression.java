package io.driftway.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The non-decreasing function of a probability that is nearest to the labels in squares, by pooling adjacent violators: going up, a group
 * of rows whose share of positives is not above that of the group before it is joined with it. Ayer, Brunk, Ewing, Reid and Silverman
 * (1955), "An empirical distribution function for sampling with incomplete information", Annals of Mathematical Statistics 26; for
 * calibration Zadrozny and Elkan (2002), "Transforming classifier scores into accurate multiclass probability estimates", KDD.
 *
 * <p>The function is constant over each group, and straight between the last probability of one and the first of the next; it stays as it
 * is outside.
 */
final class IsotonicRegression {

    private final double[] at;
    private final double[] value;

    /**
     * Of its knots.
     *
     * @param at ascending, at least one
     * @param value as many, not descending
     */
    IsotonicRegression(double[] at, double[] value) {
        this.at = at;
        this.value = value;
    }

    /** Fits; at least one row is needed. */
    static IsotonicRegression fit(float[] probabilities, boolean[] positive) {
        Ranking ranking = Ranking.of(probabilities);
        int groups = ranking.groups();
        double[] first = new double[groups];
        double[] last = new double[groups];
        long[] positives = new long[groups];
        long[] rows = new long[groups];
        int pools = 0;
        int place = 0;
        for (int group = 0; group < groups; group++, pools++) {
            first[pools] = probabilities[ranking.row(place)];
            last[pools] = first[pools];
            positives[pools] = 0;
            rows[pools] = ranking.end(group) - place;
            for (; place < ranking.end(group); place++) {
                positives[pools] += positive[ranking.row(place)] ? 1 : 0;
            }
            while (pools > 0 && positives[pools] * rows[pools - 1] <= positives[pools - 1] * rows[pools]) {
                positives[pools - 1] += positives[pools];
                rows[pools - 1] += rows[pools];
                last[pools - 1] = last[pools];
                pools--;
            }
        }
        return ofPools(pools, first, last, positives, rows);
    }

    private static IsotonicRegression ofPools(int pools, double[] first, double[] last, long[] positives, long[] rows) {
        double[] at = new double[2 * pools];
        double[] value = new double[at.length];
        int knots = 0;
        for (int pool = 0; pool < pools; pool++) {
            double share = (double) positives[pool] / rows[pool];
            at[knots] = first[pool];
            value[knots++] = share;
            if (last[pool] > first[pool]) {
                at[knots] = last[pool];
                value[knots++] = share;
            }
        }
        return new IsotonicRegression(Arrays.copyOf(at, knots), Arrays.copyOf(value, knots));
    }

    double at(double probability) {
        int place = Arrays.binarySearch(at, probability);
        if (place >= 0) {
            return value[place];
        }
        int next = -place - 1;
        if (next == 0 || next == at.length) {
            return value[next == 0 ? 0 : next - 1];
        }
        double share = (probability - at[next - 1]) / (at[next] - at[next - 1]);
        return value[next - 1] + share * (value[next] - value[next - 1]);
    }

    List<Double> knots() {
        return boxed(at);
    }

    List<Double> values() {
        return boxed(value);
    }

    private static List<Double> boxed(double[] numbers) {
        List<Double> list = new ArrayList<>(numbers.length);
        for (double number : numbers) {
            list.add(number);
        }
        return list;
    }
}
