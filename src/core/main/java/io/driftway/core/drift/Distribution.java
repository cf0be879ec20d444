package io.driftway.core.drift;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the values of a column on both sides in at most {@value #MOST} bins, coarse enough for an eye. It is for pictures; the statistics
 * have bins of their own.
 *
 * <p>Up to {@value #MOST_VALUES} distinct numbers have a bin each. More are cut into bins of equal width between the 0.5 and the 99.5 percentile of both sides
 * together, and the outermost bins take in what lies beyond. Of categories the most frequent by share on either side have a bin each, in the order of the
 * reference, and the last bin holds the others.
 *
 * @param bins what each bin holds, such as {@code 10 to 20}, {@code 3} or a category
 * @param reference cells of the reference by bin
 * @param current cells of the current by bin
 */
public record Distribution(List<String> bins, List<Long> reference, List<Long> current) {

    static final int MOST = 24;
    static final int MOST_VALUES = 15;
    static final int MOST_CATEGORIES = 12;

    private static final double TAIL = 0.005;
    private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);
    private static final String OTHERS = "others";

    public Distribution {
        bins = List.copyOf(bins);
        reference = List.copyOf(reference);
        current = List.copyOf(current);
        if (bins.size() != reference.size() || bins.size() != current.size()) {
            throw new IllegalArgumentException("a bin has a count on either side");
        }
    }

    /** Compares two profiles of one column and one type; without bins where neither side has a value. */
    public static Distribution of(ColumnProfile reference, ColumnProfile current) {
        return reference instanceof NumericProfile r && current instanceof NumericProfile c
                ? ofNumbers(r, c)
                : ofCategories((CategoricalProfile) reference, (CategoricalProfile) current);
    }

    private static Distribution ofNumbers(NumericProfile reference, NumericProfile current) {
        NumericProfile both = withName(reference).merge(withName(current));
        if (both.distinct() <= MOST_VALUES) {
            return byValue(both.values(), reference, current);
        }
        double low = quantile(both, TAIL);
        double high = quantile(both, 1 - TAIL);
        if (!(low < high)) {
            low = both.values()[0];
            high = both.values()[both.distinct() - 1];
        }
        double[] edges = new double[MOST + 1];
        for (int i = 0; i <= MOST; i++) {
            edges[i] = low + (high - low) * ((double) i / MOST);
        }
        String[] numbers = Arrays.stream(edges).mapToObj(Distribution::number).toArray(String[]::new);
        List<String> bins = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            bins.add(numbers[i] + " to " + numbers[i + 1]);
        }
        return new Distribution(bins, histogram(reference, edges), histogram(current, edges));
    }

    private static NumericProfile withName(NumericProfile profile) {
        return new NumericProfile(
                "", profile.values(), profile.counts(), profile.missing(), profile.infinite(), profile.bits());
    }

    private static Distribution byValue(double[] values, NumericProfile reference, NumericProfile current) {
        return new Distribution(
                Arrays.stream(values).mapToObj(Distribution::number).toList(),
                countsOf(values, reference),
                countsOf(values, current));
    }

    private static List<Long> countsOf(double[] values, NumericProfile side) {
        return Arrays.stream(values)
                .mapToObj(value -> {
                    int at = Arrays.binarySearch(side.values(), value);
                    return at < 0 ? 0L : side.counts()[at];
                })
                .toList();
    }

    private static double quantile(NumericProfile profile, double share) {
        long rank = (long) (share * (profile.present() - 1));
        int at = 0;
        for (long passed = profile.counts()[0]; passed <= rank; passed += profile.counts()[at]) {
            at++;
        }
        return profile.values()[at];
    }

    private static List<Long> histogram(NumericProfile side, double[] edges) {
        long[] counts = new long[edges.length - 1];
        int bin = 0;
        for (int i = 0; i < side.distinct(); i++) {
            while (bin < counts.length - 1 && side.values()[i] >= edges[bin + 1]) {
                bin++;
            }
            counts[bin] += side.counts()[i];
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /** With as many digits as tell it from its neighbours on a chart: four, as {@code %.4g} writes them, without zeros at the end. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return Long.toString((long) value);
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(FOUR_DIGITS).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < FOUR_DIGITS.getPrecision()) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static Distribution ofCategories(CategoricalProfile reference, CategoricalProfile current) {
        Map<String, Double> weight = new HashMap<>();
        weigh(weight, reference);
        weigh(weight, current);
        List<String> kept = weight.keySet().stream()
                .filter(category -> !category.equals(CategoricalProfile.OTHER))
                .sorted(Comparator.comparing((String category) -> -weight.getOrDefault(category, 0.0))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_CATEGORIES)
                .sorted(Comparator.comparing((String category) -> -count(reference, category))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        Map<String, long[]> bins = new LinkedHashMap<>();
        kept.forEach(category -> bins.put(category, new long[] {count(reference, category), count(current, category)}));
        long[] others = {reference.present(), current.present()};
        bins.values().forEach(counts -> {
            others[0] -= counts[0];
            others[1] -= counts[1];
        });
        if (others[0] + others[1] > 0) {
            bins.put(OTHERS, others);
        }
        return new Distribution(
                List.copyOf(bins.keySet()),
                bins.values().stream().map(counts -> counts[0]).toList(),
                bins.values().stream().map(counts -> counts[1]).toList());
    }

    private static void weigh(Map<String, Double> weight, CategoricalProfile side) {
        double present = Math.max(1, side.present());
        side.counts().forEach((category, count) -> weight.merge(category, count / present, Math::max));
    }

    private static long count(CategoricalProfile side, String category) {
        return side.counts().getOrDefault(category, 0L);
    }

    /** Of each column that both profiles have, by its name, in the order of the reference. */
    public static Map<String, Distribution> all(Profile reference, Profile current) {
        Map<String, Distribution> all = new LinkedHashMap<>();
        reference.columns().forEach(column -> current.column(column.name())
                .filter(other -> other.type() == column.type())
                .ifPresent(other -> all.put(column.name(), of(column, other))));
        return Collections.unmodifiableMap(all);
    }
}
