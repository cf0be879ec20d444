package io.driftway.core.drift;

import io.driftway.core.profile.NumericProfile;

/**
 * Two-sample Kolmogorov-Smirnov test, two-sided: the probability, in [0, 1], that samples of these sizes from one distribution are as far
 * apart as D = max |F_reference - F_current|. Exact as long as neither side has more than 10,000 values; beyond, the one-sample
 * distribution at n m / (n + m) values, rounded, and so too where rounding takes the exact p past 1. These are the rules of {@code
 * scipy.stats.ks_2samp(method="auto")} (scipy 1.10). Ties count as they fall; constant columns are values like any other.
 */
final class KolmogorovSmirnov {

    private static final int MAX_EXACT_ROWS = 10_000;

    private KolmogorovSmirnov() {}

    static Reading pValue(NumericProfile reference, NumericProfile current) {
        long n = reference.present();
        long m = current.present();
        double d = distance(reference, current, (double) n, (double) m);
        double exact =
                Math.max(n, m) <= MAX_EXACT_ROWS ? LatticePaths.probabilityOfDistance((int) n, (int) m, d) : Double.NaN;
        return Reading.of(exact <= 1 ? exact : asymptotic((double) n, (double) m, d));
    }

    private static double asymptotic(double n, double m, double d) {
        return KolmogorovDistribution.survival((long) Math.rint(n * m / (n + m)), d);
    }

    private static double distance(NumericProfile reference, NumericProfile current, double n, double m) {
        double d = 0;
        for (MergedValues at = new MergedValues(reference, current); at.next(); ) {
            double left = (at.belowReference() + at.inReference()) / n;
            double right = (at.belowCurrent() + at.inCurrent()) / m;
            d = Math.max(d, Math.abs(left - right));
        }
        return d;
    }
}
