package io.driftway.core.decision;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column whose whole numbers go round: weekdays, months, hours, half hours, minutes. Tells whether all values of a sample were moved on by one
 * step, as by another time zone.
 *
 * <p>The reference moved on by that step must fit the sample, and must fit it better than the reference with other weights does. A real shift
 * gives rows other weights: exp(f), with f a parabola and a wave over the cycle. Its misfit is Pearson's statistic plus the variance of f over
 * {@value #USUAL_SHIFT}^2, since small shifts are more usual than large ones. So a column with one smooth peak must be moved far to be told from
 * one whose peak has moved.
 */
final class Cycle {

    /** Weekdays and months: a batch of one day has one of them throughout, and nothing is wrong with it. */
    private static final Set<Integer> OF_DAYS = Set.of(7, 12);

    private static final Set<Integer> LENGTHS = Set.of(7, 12, 24, 48, 60);

    /** Least share of the cycle that the reference fills. */
    private static final double MIN_FILLED = 0.8;

    /** Hours of the night may have no row. */
    private static final int HOURS = 24;

    private static final int QUIET_HOURS = 4;

    /** Level at which the moved reference does not fit. */
    private static final double FITS = 2e-4;

    /** The standard deviation of the logarithm of weights that a real shift gives to rows. */
    private static final double USUAL_SHIFT = 0.35;

    /** By how much the misfit of the moved reference must be smaller. */
    private static final double MIN_ADVANTAGE = 5;

    private static final double MIN_EXPECTED = 5;
    private static final int SWEEPS = 40;
    private static final Pattern NUMBER = Pattern.compile("0*(\\d{1,2})(?::00)?");

    private final int first;
    private final double[] reference;
    private final double rows;
    private final double level;
    /** Features of weights by place, each with mean 0 and variance 1 in the reference, and uncorrelated. */
    private final double[][] features;

    private Cycle(int first, long[] reference, double level) {
        this.first = first;
        this.reference = Arrays.stream(reference).asDoubleStream().toArray();
        this.level = level;
        rows = Arrays.stream(this.reference).sum();
        features = features();
    }

    /** Tells whether all rows of a day have the same value, as with weekdays and months. */
    boolean isOfDays() {
        return OF_DAYS.contains(reference.length);
    }

    /**
     * Finds the cycle of a column.
     *
     * @param level probability with which a sound batch may be said to be moved
     * @return null where the column has none
     */
    static @Nullable Cycle of(ColumnProfile reference, double level) {
        int least = Integer.MAX_VALUE;
        int most = -1;
        int distinct = 0;
        for (Map.Entry<Integer, Long> count : counts(reference).entrySet()) {
            least = Math.min(least, count.getKey());
            most = Math.max(most, count.getKey());
            distinct++;
        }
        if (distinct == 0 || least < 0) {
            return null;
        }
        boolean hours = least < QUIET_HOURS && most < HOURS && most >= HOURS - QUIET_HOURS;
        int start = hours ? 0 : least;
        int length = hours ? HOURS : most - least + 1;
        if (start > 1 || !LENGTHS.contains(length) || distinct < MIN_FILLED * length) {
            return null;
        }
        return new Cycle(start, places(reference, start, length).orElseThrow(), level);
    }

    /** Returns rows by number; empty where a value is no small whole number. */
    private static Map<Integer, Long> counts(ColumnProfile column) {
        Map<Integer, Long> counts = new HashMap<>();
        switch (column) {
            case NumericProfile numbers -> {
                for (int i = 0; i < numbers.distinct(); i++) {
                    double value = numbers.values()[i];
                    if (value != Math.rint(value) || Math.abs(value) > 60) {
                        return Map.of();
                    }
                    counts.merge((int) value, numbers.counts()[i], Long::sum);
                }
            }
            case CategoricalProfile labels -> {
                for (Map.Entry<String, Long> label : labels.counts().entrySet()) {
                    OptionalInt number = number(label.getKey());
                    if (number.isEmpty()) {
                        return Map.of();
                    }
                    counts.merge(number.getAsInt(), label.getValue(), Long::sum);
                }
            }
        }
        return counts;
    }

    private static OptionalInt number(String label) {
        var matcher = NUMBER.matcher(label);
        return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static Optional<long[]> places(ColumnProfile column, int first, int length) {
        Map<Integer, Long> counts = counts(column);
        long[] places = new long[length];
        for (Map.Entry<Integer, Long> count : counts.entrySet()) {
            int place = count.getKey() - first;
            if (place < 0 || place >= length) {
                return Optional.empty();
            }
            places[place] = count.getValue();
        }
        return counts.isEmpty() ? Optional.empty() : Optional.of(places);
    }

    /**
     * Returns by how many steps a sample was moved on, at most half of the cycle forwards or backwards; empty where it was not.
     *
     * @param moved whether another test at this level has found that the sample differs
     */
    OptionalInt step(ColumnProfile column, boolean moved) {
        long[] sample = places(column, first, reference.length).orElse(null);
        if (sample == null) {
            return OptionalInt.empty();
        }
        long[] before =
                Arrays.stream(reference).mapToLong(count -> (long) count).toArray();
        if (!moved && Homogeneity.folded(before, sample, MIN_EXPECTED) > level) {
            return OptionalInt.empty();
        }
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int step = 1; step < sample.length; step++) {
            double misfit = misfit(turned(reference, step), sample);
            if (misfit < least) {
                best = step;
                least = misfit;
            }
        }
        long[] turned = Arrays.stream(turned(reference, best))
                .mapToLong(count -> (long) count)
                .toArray();
        return Homogeneity.folded(turned, sample, MIN_EXPECTED) > FITS && reweighted(sample) - least >= MIN_ADVANTAGE
                ? OptionalInt.of(best <= sample.length / 2 ? best : best - sample.length)
                : OptionalInt.empty();
    }

    private static double[] turned(double[] counts, int step) {
        double[] turned = new double[counts.length];
        for (int place = 0; place < counts.length; place++) {
            turned[(place + step) % counts.length] = counts[place];
        }
        return turned;
    }

    /** Pearson's statistic over all places, those that are rare together. */
    private double misfit(double[] expected, long[] sample) {
        double m = Arrays.stream(sample).sum();
        double share = Math.min(rows, m) / (rows + m);
        double foldedExpected = 0;
        double foldedSample = 0;
        double misfit = 0;
        for (int place = 0; place < sample.length; place++) {
            if ((expected[place] + sample[place]) * share >= MIN_EXPECTED) {
                misfit += term(expected[place], sample[place], m);
            } else {
                foldedExpected += expected[place];
                foldedSample += sample[place];
            }
        }
        return misfit + term(foldedExpected, foldedSample, m);
    }

    private double term(double expected, double observed, double m) {
        double difference = expected / rows - observed / m;
        return expected + observed == 0 ? 0 : rows * m * difference * difference / (expected + observed);
    }

    /** The misfit of the reference with other weights, those that fit best. */
    private double reweighted(long[] sample) {
        double m = Arrays.stream(sample).sum();
        double[] weights = new double[features.length];
        double[] fitted = weighted(weights);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int feature = 0; feature < features.length; feature++) {
                double[] values = features[feature];
                double slope = 0;
                double mean = 0;
                double square = 0;
                for (int place = 0; place < values.length; place++) {
                    double share = fitted[place] / rows;
                    slope += values[place] * (sample[place] - m * share);
                    mean += values[place] * share;
                    square += values[place] * values[place] * share;
                }
                double prior = 1 / (USUAL_SHIFT * USUAL_SHIFT);
                double change = (slope - weights[feature] * prior) / (m * (square - mean * mean) + prior);
                weights[feature] += Math.clamp(change, -0.5, 0.5);
                fitted = weighted(weights);
            }
        }
        double variance = Arrays.stream(weights).map(weight -> weight * weight).sum();
        return misfit(fitted, sample) + variance / (USUAL_SHIFT * USUAL_SHIFT);
    }

    /** The rows of the reference with weights, as many as it has; each place has a little, so that a weight can raise it. */
    private double[] weighted(double[] weights) {
        double[] fitted = new double[reference.length];
        for (int place = 0; place < fitted.length; place++) {
            double log = 0;
            for (int feature = 0; feature < weights.length; feature++) {
                log += weights[feature] * features[feature][place];
            }
            fitted[place] = (reference[place] + 0.5) * Math.exp(log);
        }
        double scale = rows / Arrays.stream(fitted).sum();
        return Arrays.stream(fitted).map(count -> count * scale).toArray();
    }

    private double[][] features() {
        int length = reference.length;
        double[][] found = new double[4][length];
        for (int place = 0; place < length; place++) {
            double angle = 2 * Math.PI * place / length;
            found[0][place] = place;
            found[1][place] = (place - length / 2.0) * (place - length / 2.0);
            found[2][place] = Math.cos(angle);
            found[3][place] = Math.sin(angle);
        }
        for (int feature = 0; feature < found.length; feature++) {
            double mean = covariance(found[feature], null);
            found[feature] = Arrays.stream(found[feature]).map(x -> x - mean).toArray();
            for (int other = 0; other < feature; other++) {
                double[] before = found[other];
                double slope = covariance(found[feature], before);
                for (int place = 0; place < length; place++) {
                    found[feature][place] -= slope * before[place];
                }
            }
            double sd = Math.sqrt(covariance(found[feature], found[feature]));
            found[feature] = Arrays.stream(found[feature])
                    .map(x -> sd > 1e-9 ? x / sd : 0)
                    .toArray();
        }
        return found;
    }

    /** The mean of a product in the reference; of one factor alone where the other is null. */
    private double covariance(double[] one, double @Nullable [] other) {
        double sum = 0;
        for (int place = 0; place < one.length; place++) {
            sum += one[place] * (other == null ? 1 : other[place]) * reference[place];
        }
        return sum / rows;
    }
}
