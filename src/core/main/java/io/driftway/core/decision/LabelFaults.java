package io.driftway.core.decision;

import io.driftway.core.profile.CategoricalProfile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds faults in the labels of a column: one label throughout, or labels that the reference does not have.
 *
 * <p>A reference that counts rare labels together, as {@link CategoricalProfile#OTHER}, does not say which they are. There a label counts as unseen
 * where it is written like one of the reference's, but for case, blanks around it or a zero fraction; or where labels of the reference are gone and,
 * with these counted among the others, nothing else has moved.
 */
final class LabelFaults {

    /** Level at which the labels that are left have lost the shares of the reference. */
    private static final double SHAPE_KEPT = 0.001;

    private static final double MIN_EXPECTED = 5;

    /** Labels that a sentence names. */
    private static final int NAMED = 3;

    private final CategoricalProfile reference;
    private final double level;
    private final long rows;
    /** Rows of the reference whose label is not known. */
    private final long folded;
    /** Labels of the reference by how they are written but for what a program changes. */
    private final Map<String, String> spelled = new HashMap<>();

    /**
     * Makes the checks of a column.
     *
     * @param reference with at least one value
     * @param level probability with which each of three tests may find a fault in a sound batch
     */
    LabelFaults(CategoricalProfile reference, double level) {
        this.reference = reference;
        this.level = level;
        rows = reference.present();
        folded = count(reference, CategoricalProfile.OTHER);
        named(reference).keySet().forEach(label -> spelled.put(normal(label), label));
    }

    private static SortedMap<String, Long> named(CategoricalProfile column) {
        TreeMap<String, Long> named = new TreeMap<>(column.counts());
        named.remove(CategoricalProfile.OTHER);
        return named;
    }

    private static String normal(String label) {
        return label.strip().toLowerCase(Locale.ROOT).replaceFirst("^(-?\\d+)\\.0+$", "$1");
    }

    /**
     * Finds the fault of a sample of this column.
     *
     * @param column with at least one value
     */
    Optional<Fault> of(CategoricalProfile column) {
        SortedMap<String, Long> unknown = named(column);
        unknown.keySet().removeAll(reference.counts().keySet());
        long present = column.present();
        if (isConstant(column, present)) {
            return Optional.of(Fault.of(
                    Fault.Kind.CONSTANT,
                    column.name(),
                    1,
                    "one label throughout, where the reference has " + reference.distinct()));
        }
        long unseen = sum(unknown);
        if (folded == 0) {
            return isMore(usuallyUnseen(), unseen, present)
                    ? Optional.of(unseen(column.name(), unknown, unseen, present))
                    : Optional.empty();
        }
        SortedMap<String, Long> respelled = new TreeMap<>(unknown);
        respelled.keySet().removeIf(label -> !spelled.containsKey(normal(label)));
        if (isMore(atMostFolded(respelled.size()), sum(respelled), present) || isRenamed(column, unseen, present)) {
            return Optional.of(unseen(column.name(), unknown, unseen, present));
        }
        return Optional.empty();
    }

    private static long count(CategoricalProfile column, String label) {
        return column.counts().getOrDefault(label, 0L);
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Tells whether a sample has labels oftener than the reference, by more than chance and enough for a person to look. */
    private boolean isMore(long usual, long now, long present) {
        return (double) now / present - (double) usual / rows >= Feed.MIN_SHARE
                && Fisher.pValue(usual, rows, now, present) <= level;
    }

    private boolean isConstant(CategoricalProfile column, long present) {
        if (column.distinct() > 1 || reference.distinct() == 1) {
            return false;
        }
        String label = column.counts().firstKey();
        String alike = spelled.getOrDefault(normal(label), label);
        // A label that the reference does not have may stand for any that it has.
        long before = reference.counts().containsKey(alike)
                ? count(reference, alike)
                : reference.counts().values().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElse(0);
        return Fisher.pValue(before, rows, present, present) <= level;
    }

    /**
     * Returns how many rows of as many as the reference has may well have an unseen label, because the column has many labels and always brings new
     * ones: f1 + 4 sqrt(f1 + 2 f2), where f1 and f2 labels have one and two rows. Source: Esty (1983), "A normal limit law for a nonparametric
     * estimator of the coverage of a random sample", Annals of Statistics 11.
     */
    private long usuallyUnseen() {
        long one =
                reference.counts().values().stream().filter(count -> count == 1).count();
        long two =
                reference.counts().values().stream().filter(count -> count == 2).count();
        return Math.min(rows, Math.round(one + 4 * Math.sqrt(one + 2.0 * two)));
    }

    /** Returns how many rows of the reference can have these labels, which are not among its frequent ones. */
    private long atMostFolded(int labels) {
        long least = named(reference).values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(0);
        return Math.min(folded, labels * least);
    }

    private boolean isRenamed(CategoricalProfile column, long unseen, long present) {
        if (!isMore(folded, unseen + count(column, CategoricalProfile.OTHER), present)) {
            return false;
        }
        Set<String> known = named(reference).keySet();
        Set<String> gone = new HashSet<>(known);
        gone.removeAll(column.counts().keySet());
        if (gone.stream().noneMatch(label -> Fisher.pValue(count(reference, label), rows, 0, present) <= level)) {
            return false;
        }
        List<String> left =
                known.stream().filter(label -> !gone.contains(label)).toList();
        if (left.isEmpty()) {
            return 2 * folded < rows;
        }
        long[] before = new long[left.size() + 1];
        long[] now = new long[before.length];
        for (int cell = 0; cell < left.size(); cell++) {
            before[cell] = count(reference, left.get(cell));
            now[cell] = count(column, left.get(cell));
        }
        before[left.size()] = rows - Arrays.stream(before).sum();
        now[left.size()] = present - Arrays.stream(now).sum();
        return Homogeneity.folded(before, now, MIN_EXPECTED) > SHAPE_KEPT;
    }

    private Fault unseen(String column, SortedMap<String, Long> unknown, long unseen, long present) {
        double share = (double) unseen / present;
        String respelled = unknown.keySet().stream()
                .filter(label -> spelled.containsKey(normal(label)))
                .limit(NAMED)
                .map(label -> "'" + label + "' was '" + spelled.get(normal(label)) + "'")
                .collect(Collectors.joining(", "));
        return Fault.of(
                Fault.Kind.UNSEEN,
                column,
                share,
                Fault.percent(share) + " of the values are labels that the reference does not have"
                        + (respelled.isEmpty() ? "" : ": label " + respelled));
    }
}
