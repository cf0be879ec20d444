package io.driftway.core.drift;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.Collections;

/** Compares profiles, column by column. */
public final class DriftComparison {

    private DriftComparison() {}

    /**
     * How far the current is from the reference. Every column of the reference has a score; one that cannot be computed says why and spoils no
     * other. A column that the current lacks is one without values.
     *
     * @throws IllegalArgumentException when a column is numeric on one side and categorical on the other, or a threshold makes no sense for its
     *     method
     */
    public static DriftReport compare(Profile reference, Profile current, DriftOptions options) {
        return new DriftReport(
                reference.rows(),
                current.rows(),
                current.columns().stream().mapToLong(ColumnProfile::missing).sum(),
                reference.columns().stream()
                        .map(column ->
                                score(column, current.column(column.name()).orElse(withoutValues(column)), options))
                        .toList());
    }

    private static DriftScore score(ColumnProfile reference, ColumnProfile arrived, DriftOptions options) {
        ColumnProfile current = reference instanceof CategoricalProfile r && arrived instanceof CategoricalProfile c
                ? c.knownTo(r)
                : arrived;
        DriftMethod chosen = DefaultMethod.of(reference, current);
        DriftMethod named = options.methodOf(reference.name());
        DriftMethod method = named != null ? named : chosen;
        DriftScore.Tested tested = new DriftScore.Tested(
                reference.name(),
                reference.type(),
                method,
                options.thresholdOf(reference.name(), method),
                reference.missing(),
                current.missing());
        if (named != null && !named.accepts(reference.type())) {
            return new DriftScore.Undefined(tested, named.code() + " cannot be named for a column of this type");
        }
        if (reference.present() == 0 || current.present() == 0) {
            return new DriftScore.Undefined(
                    tested,
                    (reference.present() == 0 ? "the reference" : "the current") + " has no values in this column");
        }
        if (reference.merge(current) instanceof NumericProfile both
                && Double.isInfinite(both.values()[both.distinct() - 1] - both.values()[0])) {
            return new DriftScore.Undefined(tested, "the values lie further apart than a double can hold");
        }
        return switch (method.read(reference, current)) {
            case Reading.Value(double value) -> new DriftScore.Measured(tested, value);
            case Reading.None(String reason) -> new DriftScore.Undefined(tested, reason);
        };
    }

    private static ColumnProfile withoutValues(ColumnProfile like) {
        return switch (like) {
            case NumericProfile numbers -> new NumericProfile(numbers.name(), new double[0], new long[0], 0, 0);
            case CategoricalProfile labels -> new CategoricalProfile(labels.name(), Collections.emptySortedMap(), 0);
        };
    }
}
