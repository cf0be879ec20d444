package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;
import java.util.Arrays;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided: the probability, in [0, 1], that samples of these sizes from one distribution are as far apart as
 * D = max |F_reference - F_current|. Exact as long as neither side has more than 10,000 values; beyond, the one-sample distribution at
 * n m / (n + m) values. These are the rules of {@code scipy.stats.ks_2samp(method="auto")} (scipy 1.10). Ties count as they fall; constant
 * columns are values like any other.
 */
final class KolmogorovSmirnov {

    private static final int MAX_EXACT_ROWS = 10_000;

    private KolmogorovSmirnov() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        boolean exact = Math.max(reference.present(), current.present()) <= MAX_EXACT_ROWS;
        if (Math.min(reference.present(), current.present()) == 1) {
            return Reading.of(pValueOfOne(PairedCounts.of(reference, current), exact));
        }
        return Reading.of(KolmogorovSmirnovTest.withDefaults()
                .with(exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC)
                .test(rows(reference), rows(current))
                .getPValue());
    }

    /**
     * Where one side has a single value, which the library does not take: that value falls into each of the m + 1 gaps between the m others with equal
     * probability, and D m is the number of others on its larger side. Asymptotically 2 (1 - D).
     */
    private static double pValueOfOne(PairedCounts counts, boolean exact) {
        double n = counts.rowsReference();
        double m = counts.rowsCurrent();
        double others = Math.max(n, m);
        double d = 0;
        long below = 0;
        long belowCurrent = 0;
        for (int i = 0; i < counts.size(); i++) {
            below += counts.reference()[i];
            belowCurrent += counts.current()[i];
            d = Math.max(d, Math.abs(below / n - belowCurrent / m));
        }
        return Math.min(1, exact ? 2 * (others - Math.rint(d * others) + 1) / (others + 1) : 2 * (1 - d));
    }

    private static double[] rows(NumericProfile side) {
        double[] rows = new double[Math.toIntExact(side.present())];
        int row = 0;
        for (int i = 0; i < side.distinct(); i++) {
            Arrays.fill(rows, row, row += Math.toIntExact(side.counts()[i]), side.values()[i]);
        }
        return rows;
    }
}
