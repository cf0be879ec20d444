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
 * The statistics that can be named, each with Evidently's name, threshold and rule. A new one is one class and one line here.
 */
@SuppressWarnings("ImmutableEnumChecker") // Set.of and lambdas without state are
public enum DriftMethod {
    KS(
            "ks",
            Direction.P_VALUE,
            DriftRule.AT_MOST,
            0.05,
            Set.of(NUM),
            (reference, current) -> KolmogorovSmirnov.pValue((NumericProfile) reference, (NumericProfile) current)),
    CHI_SQUARE(
            "chisquare",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(CAT),
            (reference, current) -> ChiSquare.pValue(PairedCounts.of(reference, current))),
    Z(
            "z",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(CAT),
            (reference, current) -> TwoProportionZ.pValue(PairedCounts.of(reference, current))),
    WASSERSTEIN(
            "wasserstein",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM),
            (reference, current) -> Wasserstein.distance((NumericProfile) reference, (NumericProfile) current)),
    JENSEN_SHANNON(
            "jensenshannon",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> JensenShannon.distance(Bins.paired(reference, current))),
    PSI(
            "psi",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> PopulationStability.index(Bins.paired(reference, current))),
    KL_DIVERGENCE(
            "kl_div",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> KullbackLeibler.divergence(Bins.paired(reference, current))),
    HELLINGER(
            "hellinger",
            Direction.DISTANCE,
            DriftRule.AT_LEAST,
            0.1,
            Set.of(NUM, CAT),
            (reference, current) -> Hellinger.distance(Bins.pairedByDistinct(reference, current))),
    TOTAL_VARIATION(
            "TVD",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> TotalVariation.pValue(PairedCounts.of(reference, current))),
    ANDERSON_DARLING(
            "anderson",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(NUM),
            (reference, current) -> AndersonDarling.pValue((NumericProfile) reference, (NumericProfile) current)),
    CRAMER_VON_MISES(
            "cramer_von_mises",
            Direction.P_VALUE,
            DriftRule.AT_MOST,
            0.1,
            Set.of(NUM),
            (reference, current) -> CramerVonMises.pValue((NumericProfile) reference, (NumericProfile) current)),
    MANN_WHITNEY(
            "mannw",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> MannWhitney.pValue((NumericProfile) reference, (NumericProfile) current)),
    ENERGY_DISTANCE(
            "ed",
            Direction.DISTANCE,
            DriftRule.ABOVE,
            0.1,
            Set.of(NUM),
            (reference, current) -> EnergyDistance.distance((NumericProfile) reference, (NumericProfile) current)),
    EPPS_SINGLETON(
            "es",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> EppsSingleton.pValue((NumericProfile) reference, (NumericProfile) current)),
    STUDENT_T(
            "t_test",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.05,
            Set.of(NUM),
            (reference, current) -> StudentT.pValue((NumericProfile) reference, (NumericProfile) current)),
    FISHER_EXACT(
            "fisher_exact",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> FisherExact.pValue(reference, current)),
    G_TEST(
            "g_test",
            Direction.P_VALUE,
            DriftRule.BELOW,
            0.1,
            Set.of(CAT),
            (reference, current) -> GTest.pValue(PairedCounts.of(reference, current))),
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

    /** The method of this name, as {@link #code()} writes it. */
    public static Optional<DriftMethod> named(String code) {
        return Arrays.stream(values()).filter(m -> m.code.equals(code)).findFirst();
    }

    /** Evidently's name. */
    public String code() {
        return code;
    }

    public Direction direction() {
        return direction;
    }

    public double defaultThreshold() {
        return defaultThreshold;
    }

    /** Whether it may be named for a column of this type. The default rules go further: they test numbers with few values as labels. */
    public boolean accepts(ColumnType type) {
        return types.contains(type);
    }

    /** Whether the value is drift. */
    public boolean drifted(double value, double threshold) {
        return rule.drifted(value, threshold);
    }

    /**
     * How far a value has gone towards its threshold, one scale for all methods: 0 for none, at least 1 exactly when it is drift. For a
     * distance value / threshold; for a p-value ln(value) / ln(threshold), so that with a threshold of 0.05 a value of 0.0025 has severity
     * 2.
     *
     * @param threshold above 0, and for a p-value below 1
     */
    public double severity(double value, double threshold) {
        double ratio =
                switch (direction) {
                    case DISTANCE -> value / threshold;
                    case P_VALUE -> Math.abs(Math.log(Math.max(LEAST_P_VALUE, value)) / Math.log(threshold));
                };
        return drifted(value, threshold) ? Math.max(1, ratio) : Math.min(Math.nextDown(1.0), ratio);
    }

    /** The value of two columns of a type that the method accepts, both with values; empty where there is none. */
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
