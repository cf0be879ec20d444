package io.driftway.core.decision;

import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds faults of a feed in one batch: changes that software often makes and the world hardly does. All checks together find a fault in a sound
 * batch with a probability of at most {@value #LEVEL}: half of it is shared by the tests of columns, the other half is that of repeated rows.
 *
 * <p>Immutable.
 */
public final class Feed {

    /** A share of rows that is worth a person's look. */
    static final double MIN_SHARE = 0.05;

    private static final double LEVEL = 1e-4;

    /** Tests of one column: three of its values, whether they moved at all, by cell and by place in a cycle, and that of missing cells. */
    private static final int TESTS = 6;

    private static final double MIN_MISSING_SHARE_OF_FULL = 0.03;

    /**
     * A column that misses cells already has lost some where it misses twice as many, or a tenth of its values. Others who come move the share by less.
     */
    private static final double MIN_SHARE_OF_VALUES = 0.1;

    /** Fewer missing cells are rarely a fault: more rows come that have the value. */
    private static final double MIN_FALL = 0.1;

    private static final double FULL = 0.01;
    private static final double NEARER = 4;

    /** Level at which a column differs from a reference so that a person would see it. */
    private static final double FITS = 0.001;

    /**
     * A column of the reference.
     *
     * @param cut into cells; null where it has no value
     * @param missing rows without a finite value
     * @param cycle null where its values do not go round
     * @param explained how another column explains its missing cells; null where none does
     */
    private record Known(
            ColumnProfile profile,
            @Nullable ReferenceColumn cut,
            long present,
            long missing,
            @Nullable Cycle cycle,
            @Nullable StructuralMissing explained) {

        String name() {
            return profile.name();
        }

        long rows() {
            return present + missing;
        }
    }

    /**
     * A column of a batch whose values differ from the reference's.
     *
     * @param sure whether chance is out of question
     * @param faulty whether a fault of its values was found
     */
    private record Moved(Known known, ReferenceColumn cut, ColumnProfile column, boolean sure, boolean faulty) {

        /** Tells whether both have each other's values: nearer to the other's reference, or in a batch that is broken anyway no different from it. */
        boolean isSwapped(Moved other) {
            return column.type() == other.column.type()
                    && (sure && other.sure && isNearer(other) && other.isNearer(this)
                            || (faulty || other.faulty) && fits(other) && other.fits(this));
        }

        private boolean isNearer(Moved other) {
            return NEARER * distance(other.known.profile(), column) <= distance(known.profile(), column);
        }

        private boolean fits(Moved other) {
            return other.cut.valuesPValue(other.cut.count(column)) > FITS;
        }
    }

    private final Map<String, Known> reference = new LinkedHashMap<>();
    private final double level;
    private final @Nullable Repetition repetition;

    /**
     * Makes the checks for a reference in which missing cells come by chance, without that of repeated rows.
     *
     * @param reference features of the reference, with their values
     */
    public Feed(Profile reference) {
        this(reference, List.of(), null);
    }

    /**
     * Makes the checks for a reference.
     *
     * @param reference features of the reference, with their values; the model's prediction is left out
     * @param structural missing cells of its columns that other columns explain
     * @param equalPairs the {@linkplain RowRepeats#equalPairs equal pairs} of its rows over these features; null where nobody counted, and repeated
     *     rows are not looked for
     */
    public Feed(Profile reference, List<StructuralMissing> structural, @Nullable Long equalPairs) {
        Profile features = new Profile(
                reference.rows(),
                reference.columns().stream()
                        .filter(column -> !column.name().equals(ScoredBatch.PREDICTION))
                        .toList());
        level = LEVEL / 2 / Math.max(1, TESTS * features.columns().size());
        repetition = equalPairs == null ? null : new Repetition(features, equalPairs, LEVEL / 2);
        for (ColumnProfile column : features.columns()) {
            long present = column.present();
            this.reference.put(
                    column.name(),
                    new Known(
                            column,
                            present > 0 ? ReferenceColumn.of(column) : null,
                            present,
                            features.rows() - present,
                            Cycle.of(column, level),
                            structural.stream()
                                    .filter(missing -> missing.column().equals(column.name()))
                                    .findFirst()
                                    .orElse(null)));
        }
    }

    /** Returns the faults of a batch of which nothing but its profile is known; else as the other. */
    public List<Fault> faults(Profile current) {
        return faults(current, Delivery.UNKNOWN);
    }

    /**
     * Returns the faults of a batch, the one that explains most first; empty for a sound batch and for one without rows. A fault of the batch as a
     * whole stands alone: nothing else can be said of rows that are not new.
     *
     * @param current a column that it lacks counts as missing in every row; a column of another type than the reference's is passed over
     * @param delivery what else is known of the batch
     */
    public List<Fault> faults(Profile current, Delivery delivery) {
        if (delivery.sameAs() != null) {
            return List.of(
                    new Fault(Fault.Kind.STALE, List.of(), 1, "the batch has the same rows as " + delivery.sameAs()));
        }
        Optional<Fault> repeated = repetition == null || delivery.rows() == null
                ? Optional.empty()
                : repetition.of(current, delivery.rows());
        if (repeated.isPresent() && delivery.unreadable().isEmpty()) {
            return List.of(repeated.get());
        }
        List<Fault> faults = new ArrayList<>(delivery.unreadable());
        List<Moved> moved = new ArrayList<>();
        for (Known known : reference.values()) {
            ColumnProfile column = column(known.profile(), current);
            if (column.type() == known.profile().type()) {
                missing(known, column, current).ifPresent(faults::add);
                ReferenceColumn cut = known.cut();
                if (cut != null && column.present() > 0) {
                    double pValue = cut.valuesPValue(cut.count(column));
                    Optional<Fault> fault = values(known, column).or(() -> rotated(known, column, pValue <= level));
                    fault.ifPresent(faults::add);
                    if (pValue <= FITS) {
                        moved.add(new Moved(known, cut, column, pValue <= level, fault.isPresent()));
                    }
                }
            }
        }
        faults.addAll(swapped(moved));
        faults.sort(Comparator.comparing(Fault::kind).thenComparing(Fault::share, Comparator.reverseOrder()));
        return unexplained(faults);
    }

    /** Leaves out what follows from cells that cannot be read, and from columns that were swapped. */
    private static List<Fault> unexplained(List<Fault> faults) {
        Set<String> explained = new HashSet<>();
        List<Fault> rest = new ArrayList<>();
        for (Fault fault : faults) {
            if (!explained.containsAll(fault.columns())) {
                rest.add(fault);
                if (fault.kind() == Fault.Kind.UNREADABLE || fault.kind() == Fault.Kind.SWAPPED) {
                    explained.addAll(fault.columns());
                }
            }
        }
        return List.copyOf(rest);
    }

    private static ColumnProfile column(ColumnProfile known, Profile current) {
        return current.column(known.name())
                .orElseGet(() -> ColumnProfile.withoutValues(known.name(), known.type(), current.rows()));
    }

    private Optional<Fault> missing(Known known, ColumnProfile column, Profile current) {
        long missing = current.rows() - column.present();
        double before = (double) known.missing() / known.rows();
        double now = (double) missing / current.rows();
        double least = leastMove(before, now);
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

    private static double leastMove(double before, double now) {
        if (now < before) {
            return MIN_FALL;
        }
        return before < FULL
                ? MIN_MISSING_SHARE_OF_FULL
                : Math.max(MIN_SHARE, Math.min(before, MIN_SHARE_OF_VALUES * (1 - before)));
    }

    private double expected(StructuralMissing explained, Profile current) {
        Known known = Objects.requireNonNull(reference.get(explained.by()));
        ReferenceColumn by = Objects.requireNonNull(known.cut());
        return explained.expected(by.counts(), by.count(column(known.profile(), current)));
    }

    private Optional<Fault> values(Known known, ColumnProfile column) {
        return found(known, column)
                .filter(fault -> fault.kind() != Fault.Kind.CONSTANT
                        || known.cycle() == null
                        || !known.cycle().isOfDays());
    }

    private Optional<Fault> found(Known known, ColumnProfile column) {
        return switch (known.profile()) {
            case NumericProfile numbers ->
                new NumericFaults(numbers, level).of(((NumericProfile) column).rounded(numbers.bits()));
            case CategoricalProfile labels -> new LabelFaults(labels, level).of((CategoricalProfile) column);
        };
    }

    private static Optional<Fault> rotated(Known known, ColumnProfile column, boolean moved) {
        OptionalInt step =
                known.cycle() == null ? OptionalInt.empty() : known.cycle().step(column, moved);
        return step.isEmpty()
                ? Optional.empty()
                : Optional.of(Fault.of(
                        Fault.Kind.ROTATED,
                        known.name(),
                        1,
                        String.format(
                                Locale.ROOT,
                                "all values are moved on by %+d, as by another time zone",
                                step.getAsInt())));
    }

    private static List<Fault> swapped(List<Moved> moved) {
        List<Fault> found = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            for (Moved other : moved.subList(i + 1, moved.size())) {
                Moved one = moved.get(i);
                if (one.isSwapped(other)) {
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
    static double distance(ColumnProfile one, ColumnProfile other) {
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
