package io.driftway.core.decision;

import io.driftway.core.drift.DriftMethod;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds faults of a feed in one batch: changes that software often makes and the world hardly does. All checks together find a fault in a sound
 * batch with a probability of at most {@value #LEVEL}.
 *
 * <p>Immutable.
 */
public final class Feed {

    private static final double LEVEL = 1e-4;

    /** Tests of one column: each kind of fault but the other type's. */
    private static final int TESTS = Fault.Kind.values().length - 1;

    /** A share of rows that is worth a person's look. */
    private static final double MIN_SHARE = 0.05;

    private static final double MIN_MISSING_SHARE_OF_FULL = 0.03;
    private static final double FULL = 0.01;

    /** Smaller ratios are also what a real shift of a skewed column looks like. */
    private static final double MIN_RATIO = 5;

    /** Level at which a rescaled column has lost the shape of the reference. */
    private static final double SHAPE_KEPT = 0.001;

    private static final double NEARER = 4;

    /**
     * A column of the reference.
     *
     * @param cut into cells; null where it has no value
     * @param missing rows without a finite value
     * @param mode the number that more than half of its values are equal to; NaN where there is none
     * @param explained how another column explains its missing cells; null where none does
     */
    private record Known(
            ColumnProfile profile,
            @Nullable ReferenceColumn cut,
            long present,
            long missing,
            double mode,
            @Nullable StructuralMissing explained) {

        String name() {
            return profile.name();
        }

        long rows() {
            return present + missing;
        }
    }

    /**
     * A column of a batch whose values have moved.
     *
     * @param distance from the reference's column of this name
     */
    private record Moved(ColumnProfile reference, ColumnProfile column, double distance) {

        /** Tells whether it looks like another column of the reference, and not like its own. */
        boolean isNearer(Moved other) {
            return NEARER * Feed.distance(other.reference(), column) <= distance;
        }
    }

    private final Map<String, Known> reference = new LinkedHashMap<>();
    private final double level;

    /**
     * Makes the checks for a reference in which missing cells come by chance.
     *
     * @param reference features of the reference, with their values
     */
    public Feed(Profile reference) {
        this(reference, List.of());
    }

    /**
     * Makes the checks for a reference.
     *
     * @param reference features of the reference, with their values
     * @param structural missing cells of its columns that other columns explain
     */
    public Feed(Profile reference, List<StructuralMissing> structural) {
        for (ColumnProfile column : reference.columns()) {
            long present = column.present();
            this.reference.put(
                    column.name(),
                    new Known(
                            column,
                            present > 0 ? ReferenceColumn.of(column) : null,
                            present,
                            reference.rows() - present,
                            column instanceof NumericProfile numbers ? mode(numbers, present) : Double.NaN,
                            structural.stream()
                                    .filter(missing -> missing.column().equals(column.name()))
                                    .findFirst()
                                    .orElse(null)));
        }
        level = LEVEL / Math.max(1, TESTS * reference.columns().size());
    }

    private static double mode(NumericProfile column, long present) {
        for (int i = 0; i < column.distinct(); i++) {
            if (2 * column.counts()[i] > present) {
                return column.values()[i];
            }
        }
        return Double.NaN;
    }

    /**
     * Returns the faults of a batch, the one that explains most first; empty for a sound batch and for one without rows.
     *
     * @param current a column that it lacks counts as missing in every row; a column of another type than the reference's is passed over
     */
    public List<Fault> faults(Profile current) {
        return faults(current, Delivery.UNKNOWN);
    }

    /**
     * Returns the faults of a batch, the one that explains most first; empty for a sound batch and for one without rows.
     *
     * @param current a column that it lacks counts as missing in every row; a column of another type than the reference's is passed over
     * @param delivery what else is known of the batch
     */
    public List<Fault> faults(Profile current, Delivery delivery) {
        List<Fault> faults = new ArrayList<>(delivery.unreadable());
        List<Moved> moved = new ArrayList<>();
        for (Known known : reference.values()) {
            ColumnProfile column = column(known.profile(), current);
            if (column.type() == known.profile().type()) {
                missing(known, column, current).ifPresent(faults::add);
                if (known.cut() != null && column.present() > 0) {
                    values(known, column).ifPresent(faults::add);
                    if (known.cut().valuesPValue(known.cut().count(column)) <= level) {
                        moved.add(new Moved(known.profile(), column, distance(known.profile(), column)));
                    }
                }
            }
        }
        faults.addAll(swapped(moved));
        faults.sort(Comparator.comparing(Fault::kind).thenComparing(Fault::share, Comparator.reverseOrder()));
        return faults;
    }

    private static ColumnProfile column(ColumnProfile known, Profile current) {
        return current.column(known.name())
                .orElseGet(() -> ColumnProfile.withoutValues(known.name(), known.type(), current.rows()));
    }

    private Optional<Fault> missing(Known known, ColumnProfile column, Profile current) {
        long missing = current.rows() - column.present();
        double before = (double) known.missing() / known.rows();
        double now = (double) missing / current.rows();
        double least = before < FULL ? MIN_MISSING_SHARE_OF_FULL : MIN_SHARE;
        if (!(Math.abs(now - before) >= least)
                || Fisher.pValue(known.missing(), known.rows(), missing, current.rows()) > level) {
            return Optional.empty();
        }
        double expected = known.explained() == null ? before : expected(known.explained(), current);
        return Math.abs(now - expected) >= least
                        && Fisher.pValue(Math.round(expected * known.rows()), known.rows(), missing, current.rows())
                                <= level
                ? Optional.of(Fault.of(
                        Fault.Kind.MISSING,
                        known.name(),
                        Math.abs(now - expected),
                        Fault.percent(now) + " of the cells are missing, and " + Fault.percent(expected)
                                + " were expected"))
                : Optional.empty();
    }

    private double expected(StructuralMissing explained, Profile current) {
        Known known = Objects.requireNonNull(reference.get(explained.by()));
        ReferenceColumn by = Objects.requireNonNull(known.cut());
        return explained.expected(by.counts(), by.count(column(known.profile(), current)));
    }

    private Optional<Fault> values(Known known, ColumnProfile column) {
        return switch (known.profile()) {
            case NumericProfile numbers -> numbers(known, numbers, (NumericProfile) column);
            case CategoricalProfile labels -> labels(labels, (CategoricalProfile) column);
        };
    }

    private Optional<Fault> labels(CategoricalProfile known, CategoricalProfile column) {
        CategoricalProfile folded = column.knownTo(known);
        String only = folded.counts().firstKey();
        if (folded.distinct() == 1
                && known.distinct() > 1
                && known.counts().containsKey(only)
                && isConstant(known.counts().get(only), known.present(), column.present())) {
            return Optional.of(Fault.of(Fault.Kind.CONSTANT, known.name(), 1, "one value throughout"));
        }
        long unseen = folded.counts().entrySet().stream()
                .filter(label -> !known.counts().containsKey(label.getKey()))
                .mapToLong(SortedMap.Entry::getValue)
                .sum();
        long usual = usuallyUnseen(known);
        double share = (double) unseen / column.present();
        return share - (double) usual / known.present() >= MIN_SHARE
                        && Fisher.pValue(usual, known.present(), unseen, column.present()) <= level
                ? Optional.of(Fault.of(
                        Fault.Kind.UNSEEN,
                        known.name(),
                        share,
                        Fault.percent(share) + " of the values are labels that the reference does not have"))
                : Optional.empty();
    }

    /**
     * Returns how many rows of as many as the reference has may well have an unseen label, because the column has many labels and always brings new
     * ones: f1 + 4 sqrt(f1 + 2 f2), where f1 and f2 labels have one and two rows. Source: Esty (1983), "A normal limit law for a nonparametric
     * estimator of the coverage of a random sample", Annals of Statistics 11.
     */
    private static long usuallyUnseen(CategoricalProfile known) {
        long one = known.counts().values().stream().filter(rows -> rows == 1).count();
        long two = known.counts().values().stream().filter(rows -> rows == 2).count();
        return Math.min(known.present(), Math.round(one + 4 * Math.sqrt(one + 2.0 * two)));
    }

    private boolean isConstant(long before, long rowsBefore, long rows) {
        return Fisher.pValue(before, rowsBefore, rows, rows) <= level;
    }

    private Optional<Fault> numbers(Known known, NumericProfile reference, NumericProfile column) {
        if (column.distinct() == 1 && reference.distinct() > 1) {
            int place = Arrays.binarySearch(reference.values(), column.values()[0]);
            if (isConstant(place < 0 ? 0 : reference.counts()[place], known.present(), column.present())) {
                return Optional.of(Fault.of(Fault.Kind.CONSTANT, known.name(), 1, "one value throughout"));
            }
        }
        NumericProfile before = without(known.mode(), reference);
        NumericProfile now = without(known.mode(), column);
        if (before.distinct() < 2 || now.distinct() == 0) {
            return Optional.empty();
        }
        return isScaled(before, now)
                ? Optional.of(Fault.of(
                        Fault.Kind.SCALE, known.name(), (double) now.present() / column.present(), "another unit"))
                : range(before, now);
    }

    /** Returns the column without a value; the column itself where it does not have that. */
    private static NumericProfile without(double value, NumericProfile column) {
        int place = Arrays.binarySearch(column.values(), value);
        if (place < 0) {
            return column;
        }
        double[] values = new double[column.distinct() - 1];
        long[] counts = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.values()[i < place ? i : i + 1];
            counts[i] = column.counts()[i < place ? i : i + 1];
        }
        return new NumericProfile(column.name(), values, counts, 0, 0, column.bits());
    }

    private boolean isScaled(NumericProfile before, NumericProfile now) {
        double ratio = upperQuartile(now) / upperQuartile(before);
        if (!(ratio >= MIN_RATIO || (ratio > 0 && ratio <= 1 / MIN_RATIO)) || Double.isInfinite(ratio)) {
            return false;
        }
        // The quartiles of few distinct values are rough; units mostly differ by a power of ten.
        double power = Math.pow(10, Math.rint(Math.log10(ratio)));
        return DriftMethod.KS.value(before, now).orElse(1) <= level
                && (hasShape(before, now, ratio) || hasShape(before, now, power));
    }

    private static boolean hasShape(NumericProfile before, NumericProfile now, double ratio) {
        double[] values = Arrays.stream(now.values()).map(x -> x / ratio).toArray();
        return DriftMethod.KS
                        .value(before, NumericProfile.of(now.name(), values, now.counts()))
                        .orElse(0)
                > SHAPE_KEPT;
    }

    private static double upperQuartile(NumericProfile column) {
        long rest = (column.present() * 3 + 3) / 4;
        int i = 0;
        for (; i < column.distinct() - 1 && rest > column.counts()[i]; i++) {
            rest -= column.counts()[i];
        }
        return column.values()[i];
    }

    private Optional<Fault> range(NumericProfile before, NumericProfile now) {
        double least = before.values()[0];
        double most = before.values()[before.distinct() - 1];
        double margin = (most - least) / 2;
        long beyond = 0;
        for (int i = 0; i < now.distinct(); i++) {
            if (now.values()[i] < least - margin || now.values()[i] > most + margin) {
                beyond += now.counts()[i];
            }
        }
        double share = (double) beyond / now.present();
        return share >= MIN_SHARE && Fisher.pValue(0, before.present(), beyond, now.present()) <= level
                ? Optional.of(Fault.of(
                        Fault.Kind.RANGE,
                        now.name(),
                        share,
                        Fault.percent(share) + " of the values are far beyond the range of the reference"))
                : Optional.empty();
    }

    private static List<Fault> swapped(List<Moved> moved) {
        List<Fault> found = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            for (Moved other : moved.subList(i + 1, moved.size())) {
                Moved one = moved.get(i);
                if (one.column().type() == other.column().type() && one.isNearer(other) && other.isNearer(one)) {
                    found.add(new Fault(
                            Fault.Kind.SWAPPED,
                            List.of(one.column().name(), other.column().name()),
                            1,
                            one.column().name() + " and " + other.column().name() + " have each other's values"));
                }
            }
        }
        return found;
    }

    /** Returns the greatest difference of the shares below a value, or half the sum of the differences of the shares of labels; in [0, 1]. */
    private static double distance(ColumnProfile one, ColumnProfile other) {
        if (one instanceof NumericProfile a && other instanceof NumericProfile b) {
            double n = a.present();
            double m = b.present();
            double most = 0;
            double below = 0;
            double otherBelow = 0;
            for (int i = 0, j = 0; i < a.distinct() || j < b.distinct(); ) {
                double x = i < a.distinct() ? a.values()[i] : Double.POSITIVE_INFINITY;
                double y = j < b.distinct() ? b.values()[j] : Double.POSITIVE_INFINITY;
                below += x <= y ? a.counts()[i++] : 0;
                otherBelow += y <= x ? b.counts()[j++] : 0;
                most = Math.max(most, Math.abs(below / n - otherBelow / m));
            }
            return most;
        }
        SortedMap<String, Long> a = ((CategoricalProfile) one).counts();
        SortedMap<String, Long> b = ((CategoricalProfile) other).counts();
        double n = one.present();
        double m = other.present();
        TreeMap<String, Double> differences = new TreeMap<>();
        a.forEach((label, count) -> differences.merge(label, count / n, Double::sum));
        b.forEach((label, count) -> differences.merge(label, -count / m, Double::sum));
        return differences.values().stream().mapToDouble(Math::abs).sum() / 2;
    }
}
