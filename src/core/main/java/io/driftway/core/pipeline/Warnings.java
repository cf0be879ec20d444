package io.driftway.core.pipeline;

import io.driftway.core.batch.BatchWarning;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.WarningCode;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** Finds what is worth counting about a batch that is judged all the same. The counts are exact: the same batch and champion give the same warnings. */
public final class Warnings {

    /** From here on not every whole number is a double. */
    private static final double PRECISE = 1L << 53;

    private final Compared compared;
    private final WarningRules rules;
    private final List<BatchWarning> found = new ArrayList<>();

    private Warnings(Compared compared, WarningRules rules) {
        this.compared = compared;
        this.rules = rules;
    }

    /**
     * Returns the warnings in the order of {@link WarningCode}, at most one of each.
     *
     * @param contentSeenBefore whether an earlier batch had the same bytes
     */
    public static List<BatchWarning> of(Compared compared, WarningRules rules, boolean contentSeenBefore) {
        Warnings warnings = new Warnings(compared, rules);
        warnings.found.addAll(compared.rows().warnings());
        warnings.found.addAll(Scored.warning(WarningCode.DUPLICATE_CONTENT, contentSeenBefore ? 1 : 0));
        warnings.ofFeatures();
        warnings.found.addAll(Scored.warning(
                WarningCode.FEATURES_NOT_EXPORTED, compared.data().scores().size() - rules.features()));
        warnings.found.sort(Comparator.comparing(BatchWarning::code));
        return warnings.found;
    }

    private void ofFeatures() {
        long rows = compared.profile().rows();
        columns(WarningCode.ALL_NULL, (now, then) -> isEmpty(now) && !isEmpty(then));
        columns(
                WarningCode.MISSING_RATE,
                (now, then) -> !isEmpty(now)
                        && now.missing() > rules.missingRatio() * rows
                        && then.missing() <= rules.missingRatio() * reference().rows());
        columns(
                WarningCode.CONSTANT,
                (now, then) -> now.missing() == 0
                        && rows > 1
                        && now.distinct() == 1
                        && infinities(now) == 0
                        && then.distinct() > 1);
        columns(WarningCode.HIGH_CARDINALITY, (now, then) -> unseen(now) > rules.categories());
        long infinite = features().stream().mapToLong(Warnings::infinities).sum();
        if (infinite > 0) {
            found.add(new BatchWarning(
                    WarningCode.INFINITE,
                    infinite,
                    features().stream()
                            .filter(column -> infinities(column) > 0)
                            .map(ColumnProfile::name)
                            .toList()));
        }
        columns(WarningCode.PRECISION, (now, then) -> isVast(now) && !isVast(then));
    }

    private void columns(WarningCode code, BiPredicate<ColumnProfile, ColumnProfile> condition) {
        List<String> names = features().stream()
                .filter(column ->
                        condition.test(column, reference().column(column.name()).orElse(column)))
                .map(ColumnProfile::name)
                .toList();
        if (!names.isEmpty()) {
            found.add(BatchWarning.of(code, names));
        }
    }

    private Profile reference() {
        return compared.rows().champion().baseline().reference();
    }

    private List<ColumnProfile> features() {
        Schema schema = compared.rows().champion().schema();
        Set<String> names =
                Set.copyOf(schema.features().stream().map(Field::name).toList());
        return compared.profile().columns().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
    }

    private static boolean isEmpty(ColumnProfile column) {
        return column.present() == 0 && infinities(column) == 0;
    }

    private static long infinities(ColumnProfile column) {
        return column instanceof NumericProfile numbers ? numbers.infinite() : 0;
    }

    private static boolean isVast(ColumnProfile column) {
        return column instanceof NumericProfile numbers
                && numbers.distinct() > 0
                && Math.max(-numbers.values()[0], numbers.values()[numbers.distinct() - 1]) > PRECISE;
    }

    private long unseen(ColumnProfile column) {
        if (!(column instanceof CategoricalProfile labels) || labels.distinct() <= rules.categories()) {
            return 0;
        }
        Set<String> known = Set.copyOf(compared.rows()
                .champion()
                .schema()
                .field(column.name())
                .map(Field::categories)
                .orElse(List.of()));
        return labels.counts().keySet().stream()
                .filter(label -> !known.contains(label))
                .count();
    }
}
