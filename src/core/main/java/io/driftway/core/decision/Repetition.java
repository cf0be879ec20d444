package io.driftway.core.decision;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells whether a batch has rows several times that the world would send once: it has more than {@value #TIMES} times the equal pairs of rows that
 * are expected, and more repeated rows than chance brings.
 *
 * <p>The expectation is the reference's share of equal pairs, at its upper confidence limit. It is multiplied by how much oftener two cells of a
 * column are equal than in the reference, for each column: customers who are all new, or a column with one value, bring equal rows without
 * any fault of this kind. Pairs of equal rows count for no column here.
 *
 * <p>The number of repeated rows S is (2, 0)-self-bounding, so that {@code P(S >= E S + t) <= exp(-t^2 / (4 E S + 5 t / 3))}, whatever the distribution of
 * rows; and E S is at most the expected number of equal pairs. Source: Boucheron, Lugosi and Massart (2009), "On concentration of self-bounding
 * functions", Electronic Journal of Probability 14, theorem 1.
 */
final class Repetition {

    private static final double TIMES = 3;

    /** A share of rows that is worth a person's look. */
    private static final double MIN_SHARE = 0.02;

    private final Profile reference;
    private final double usual;
    private final double level;

    /**
     * Makes the check.
     *
     * @param equalPairs of rows of the reference
     * @param level probability with which a sound batch may be said to have repeats
     */
    Repetition(Profile reference, long equalPairs, double level) {
        this.reference = reference;
        this.level = level;
        // Poisson's limit at about 5e-5.
        usual = Math.min(1, (equalPairs + 10 + 4 * Math.sqrt(equalPairs)) / pairs(reference.rows()));
    }

    private static double pairs(double rows) {
        return Math.max(1, rows * (rows - 1) / 2);
    }

    Optional<Fault> of(Profile current, RowRepeats rows) {
        double expected = usual * rows.pairs();
        double surplus = rows.repeated() - expected;
        if (rows.repeated() < MIN_SHARE * rows.rows()
                || rows.equalPairs() <= TIMES * expected
                || !isMore(surplus, expected)) {
            return Optional.empty();
        }
        for (ColumnProfile known : reference.columns()) {
            expected *= current.column(known.name())
                    .map(column -> oftener(known, column, rows))
                    .orElse(1.0);
        }
        return rows.equalPairs() > TIMES * expected && isMore(rows.repeated() - expected, expected)
                ? Optional.of(new Fault(
                        Fault.Kind.REPEATED,
                        List.of(),
                        (double) rows.repeated() / rows.rows(),
                        String.format(Locale.ROOT, "%,d of %,d rows repeat another one", rows.repeated(), rows.rows())))
                : Optional.empty();
    }

    private boolean isMore(double surplus, double expected) {
        return surplus > 0 && Math.exp(-surplus * surplus / (4 * expected + 5 * surplus / 3)) <= level;
    }

    private double oftener(ColumnProfile known, ColumnProfile column, RowRepeats rows) {
        double before = (equalCells(known, reference.rows()) + 1) / pairs(reference.rows());
        double now = (equalCells(likeness(known, column), rows.rows()) - rows.equalPairs())
                / Math.max(1, rows.pairs() - rows.equalPairs());
        return Math.max(1, now / before);
    }

    private static ColumnProfile likeness(ColumnProfile known, ColumnProfile column) {
        return switch (column) {
            case NumericProfile numbers when known instanceof NumericProfile like -> numbers.rounded(like.bits());
            case CategoricalProfile labels when known instanceof CategoricalProfile like -> labels.knownTo(like);
            default -> column;
        };
    }

    /** Counts pairs of equal cells; all missing ones are equal. */
    private static double equalCells(ColumnProfile column, long rows) {
        double equal = pairsOf(rows - column.present());
        return equal
                + switch (column) {
                    case NumericProfile numbers ->
                        Arrays.stream(numbers.counts())
                                .mapToDouble(Repetition::pairsOf)
                                .sum();
                    case CategoricalProfile labels ->
                        labels.counts().values().stream()
                                .mapToDouble(Repetition::pairsOf)
                                .sum();
                };
    }

    private static double pairsOf(double rows) {
        return rows * (rows - 1) / 2;
    }
}
