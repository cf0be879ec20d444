package io.driftway.core.drift;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares a current profile with a reference profile, column by column. */
public final class DriftComparison {

    /** Fewer distinct values are not worth a second thread. */
    private static final int MIN_SHARED_VALUES = 100_000;

    private DriftComparison() {}

    /**
     * Compares each column of the reference. A column whose statistic cannot be computed gets {@link DriftScore.Undefined} with the reason,
     * and affects no other. A column that the current lacks counts as one without values; a column that only the current has is left out.
     *
     * @throws IllegalArgumentException when a column is numeric on one side and categorical on the other, or a p-value has a threshold of 1 or more
     */
    public static DriftReport compare(Profile reference, Profile current, DriftOptions options) {
        return compare(reference, current, options, Map.of());
    }

    /**
     * Compares as {@link #compare(Profile, Profile, DriftOptions)} does, but for some columns.
     *
     * @param untestable why a column of the reference is not tested, for a person, by its name
     */
    public static DriftReport compare(
            Profile reference, Profile current, DriftOptions options, Map<String, String> untestable) {
        long values =
                reference.columns().stream().mapToLong(ColumnProfile::distinct).sum();
        Stream<ColumnProfile> columns =
                values < MIN_SHARED_VALUES ? reference.columns().stream() : reference.columns().parallelStream();
        return new DriftReport(
                reference.rows(),
                current.rows(),
                current.columns().stream().mapToLong(ColumnProfile::missing).sum(),
                columns.map(column -> score(
                                column,
                                current.column(column.name())
                                        .orElse(ColumnProfile.withoutValues(column.name(), column.type(), 0)),
                                options,
                                untestable))
                        .toList());
    }

    private static DriftScore score(
            ColumnProfile reference, ColumnProfile current, DriftOptions options, Map<String, String> untestable) {
        String reason = untestable.get(reference.name());
        if (reference instanceof CategoricalProfile r && current instanceof CategoricalProfile c) {
            return scoreAlike(reference, c.knownTo(r), options, NumericProfile.EXACT, 0, reason);
        }
        if (reference instanceof NumericProfile r && current instanceof NumericProfile c) {
            int bits = Math.min(r.bits(), c.bits());
            NumericProfile cutReference = r.rounded(bits);
            NumericProfile cutCurrent = c.rounded(bits);
            double inOneCut = Math.max(inOneCut(cutReference, cutCurrent), inOneCut(cutCurrent, cutReference));
            return scoreAlike(cutReference, cutCurrent, options, bits, inOneCut, reason);
        }
        throw new IllegalArgumentException(reference.name() + " is numeric on one side and categorical on the other");
    }

    private static double inOneCut(NumericProfile side, NumericProfile other) {
        long most = side.mostInOneCut(other);
        return most == 0 ? 0 : (double) most / side.present();
    }

    private static DriftScore scoreAlike(
            ColumnProfile reference,
            ColumnProfile current,
            DriftOptions options,
            int bits,
            double inOneCut,
            @Nullable String untestable) {
        DriftMethod chosen = DefaultMethod.of(reference, current);
        DriftMethod named = options.methodOf(reference.name(), reference.type());
        DriftMethod method = named != null ? named : chosen;
        DriftScore.Tested tested = new DriftScore.Tested(
                reference.name(),
                reference.type(),
                method,
                options.thresholdOf(reference.name(), reference.type(), method),
                reference.missing(),
                current.missing(),
                bits,
                inOneCut);
        if (untestable != null) {
            return new DriftScore.Undefined(tested, untestable);
        }
        if (named != null && !named.accepts(reference.type())) {
            return new DriftScore.Undefined(tested, named.code() + " cannot be named for a column of this type");
        }
        if (reference.present() == 0 || current.present() == 0) {
            return new DriftScore.Undefined(
                    tested,
                    (reference.present() == 0 ? "the reference" : "the current") + " has no values in this column");
        }
        if (inOneCut > DriftScore.Tested.MOST_IN_ONE_CUT) {
            return new DriftScore.Undefined(
                    tested,
                    String.format(
                            Locale.ROOT,
                            "there are too many different numbers to keep them all, and %.1f %% of the rows lie so close together that they were cut to one; subtract what these have in common, or round the column",
                            100 * inOneCut));
        }
        if (reference instanceof NumericProfile r
                && current instanceof NumericProfile c
                && !(range(r, c) < Double.POSITIVE_INFINITY)) {
            return new DriftScore.Undefined(tested, "the values lie further apart than a double can hold");
        }
        return switch (method.read(reference, current)) {
            case Reading.Value(double value, Simulation simulation) ->
                new DriftScore.Measured(tested, value, simulation);
            case Reading.None(String reason) -> new DriftScore.Undefined(tested, reason);
        };
    }

    private static double range(NumericProfile reference, NumericProfile current) {
        double least = Math.min(reference.values()[0], current.values()[0]);
        return Math.max(reference.values()[reference.distinct() - 1], current.values()[current.distinct() - 1]) - least;
    }
}
