package io.driftway.core.drift;

import static io.driftway.core.batch.ColumnType.CAT;
import static io.driftway.core.batch.ColumnType.NUM;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Names the statistics that compare two columns, each with Evidently's name, threshold and rule. The class of each statistic gives its formula, range,
 * edge cases and source; {@code docs/statistics.md} lists them all.
 */
@SuppressWarnings("ImmutableEnumChecker") // Set.of and lambdas without state are
public enum DriftMethod {
    /** Kolmogorov and Smirnov's test of two samples. */
    KS(
            "ks",
            Direction.P_VALUE,
            DriftRule.AT_MOST,
            0.05,
            Set.of(NUM),
            (reference, current) -> KolmogorovSmirnov.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Pearson's chi-square test of the current's counts against the reference's shares. */
    CHI_SQUARE(
            "chisquare",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(CAT),
            (reference, current) -> ChiSquare.pValue(PairedCounts.of(reference, current))),

    /** Z-test of two proportions. */
    Z(
            "z",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(CAT),
            (reference, current) -> TwoProportionZ.pValue(PairedCounts.of(reference, current))),

    /** Wasserstein distance, in standard deviations of the reference. */
    WASSERSTEIN(
            "wasserstein",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM),
            (reference, current) -> Wasserstein.distance((NumericProfile) reference, (NumericProfile) current)),

    /** Jensen-Shannon distance, in [0, sqrt(ln 2)]. */
    JENSEN_SHANNON(
            "jensenshannon",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> JensenShannon.distance(Bins.paired(reference, current))),

    /** Population stability index. */
    PSI(
            "psi",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> PopulationStability.index(Bins.paired(reference, current))),

    /** Kullback-Leibler divergence from the reference to the current, in nats. */
    KL_DIVERGENCE(
            "kl_div",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> KullbackLeibler.divergence(Bins.paired(reference, current))),

    /** Hellinger distance, in [0, 1]. */
    HELLINGER(
            "hellinger",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> Hellinger.distance(Bins.pairedByDistinct(reference, current))),

    /** Permutation test on the total variation distance. */
    TOTAL_VARIATION(
            "TVD",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> TotalVariation.pValue(PairedCounts.of(reference, current))),

    /** Anderson and Darling's test of two samples. Its p-value is kept in [0.001, 0.25]. */
    ANDERSON_DARLING(
            "anderson",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(NUM),
            (reference, current) -> AndersonDarling.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Cramér and von Mises' test of two samples. */
    CRAMER_VON_MISES(
            "cramer_von_mises",
            Direction.P_VALUE,
            DriftRule.AT_MOST,
            0.1,
            Set.of(NUM),
            (reference, current) -> CramerVonMises.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Mann and Whitney's U test, one-sided: a rise is drift, a fall is not. */
    MANN_WHITNEY(
            "mannw",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> MannWhitney.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Energy distance, in the square root of the unit of the values. */
    ENERGY_DISTANCE(
            "ed",
            Direction.DISTANCE,
            DriftRule.ABOVE,
            0.1,
            Set.of(NUM),
            (reference, current) -> EnergyDistance.distance((NumericProfile) reference, (NumericProfile) current)),

    /** Epps and Singleton's test of two characteristic functions. */
    EPPS_SINGLETON(
            "es",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> EppsSingleton.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Student's t-test of equal means. */
    STUDENT_T(
            "t_test",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> StudentT.pValue((NumericProfile) reference, (NumericProfile) current)),

    /** Fisher's exact test of two values. */
    FISHER_EXACT(
            "fisher_exact",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> FisherExact.pValue(reference, current)),

    /** Log-likelihood ratio test of the current's counts against the reference's. */
    G_TEST(
            "g_test",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> GTest.pValue(PairedCounts.of(reference, current))),

    /** Permutation test on the squared maximum mean discrepancy. */
    MAXIMUM_MEAN_DISCREPANCY(
            "empirical_mmd",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(NUM),
            (reference, current) ->
                    MaximumMeanDiscrepancy.pValue((NumericProfile) reference, (NumericProfile) current));

    /** Both sides have values, are of one type, and of one that the method or the default rules allow. */
    private interface Statistic {
        Reading read(ColumnProfile reference, ColumnProfile current);
    }

    /** A p-value below it is no more severe: smaller ones are noise of the arithmetic, and 0 has no logarithm. */
    private static final double LEAST_P_VALUE = 1e-300;

    private final String code;
    private final Direction direction;
    private final DriftRule rule;
    private final double defaultThreshold;
    private final Set<ColumnType> types;
    private final Statistic statistic;

    DriftMethod(
            String code,
            Direction direction,
            DriftRule rule,
            double defaultThreshold,
            Set<ColumnType> types,
            Statistic statistic) {
        this.code = code;
        this.direction = direction;
        this.rule = rule;
        this.defaultThreshold = defaultThreshold;
        this.types = types;
        this.statistic = statistic;
    }

    /** Returns the method of this {@link #code}; empty where there is none. */
    public static Optional<DriftMethod> named(String code) {
        return Arrays.stream(values()).filter(m -> m.code.equals(code)).findFirst();
    }

    /** Returns Evidently's name of the method. */
    public String code() {
        return code;
    }

    /** Tells whether the method gives a p-value or a distance. */
    public Direction direction() {
        return direction;
    }

    /** Returns Evidently's threshold, in the unit of the statistic. It holds where nobody sets another. */
    public double defaultThreshold() {
        return defaultThreshold;
    }

    /** Tells whether a person may name the method for a column of this type. The default rules go further and test numbers with few values as labels. */
    public boolean accepts(ColumnType type) {
        return types.contains(type);
    }

    /** Tells whether a value is drift. Whether the threshold itself is drift depends on the method, as in Evidently. */
    public boolean drifted(double value, double threshold) {
        return rule.drifted(value, threshold);
    }

    /**
     * Returns how far a value has gone towards its threshold, on one scale for all methods: 0 for not at all, at least 1 exactly when it is
     * drift. For a distance it is value / threshold. For a p-value it is ln(value) / ln(threshold), so that 0.0025 has severity 2 with a
     * threshold of 0.05.
     *
     * @param threshold above 0, and for a p-value below 1
     * @return at least 0
     */
    public double severity(double value, double threshold) {
        double ratio =
                switch (direction) {
                    case DISTANCE -> value / threshold;
                    case P_VALUE -> Math.abs(Math.log(Math.max(LEAST_P_VALUE, value)) / Math.log(threshold));
                };
        return drifted(value, threshold) ? Math.max(1, ratio) : Math.min(Math.nextDown(1.0), ratio);
    }

    /**
     * Computes the statistic of two columns.
     *
     * @param reference with values, of a type that the method accepts
     * @param current likewise, of the same type
     * @return finite, in the unit of the statistic; empty where these columns have none
     */
    public OptionalDouble value(ColumnProfile reference, ColumnProfile current) {
        return read(reference, current) instanceof Reading.Value value
                ? OptionalDouble.of(value.value())
                : OptionalDouble.empty();
    }

    Reading read(ColumnProfile reference, ColumnProfile current) {
        Reading reading = statistic.read(reference, current);
        return reading instanceof Reading.Value value && !Double.isFinite(value.value())
                ? new Reading.None("the values lie too far apart for a double to hold their " + code)
                : reading;
    }
}
