package io.driftway.core.drift;

/**
 * The two-sided one-sample Kolmogorov-Smirnov distribution: the probability, in [0, 1], that the empirical distribution of n values is at
 * least d away from the true one. The choice among the formulas follows R. Simard and P. L'Ecuyer, Computing the Two-Sided
 * Kolmogorov-Smirnov Distribution (2011), with the limits that scipy's {@code kstwo} uses, since the two asymptotic ones are visible in the
 * digits: the lower tail of H. Ruben and J. Gambino, twice the one-sided tail, the matrix of J. Durbin, and between them the expansion of
 * W. Pelz and I. J. Good.
 */
final class KolmogorovDistribution {

    private static final int MAX_SMALL = 140;
    private static final int MAX_MATRIX = 100_000;
    private static final int MAX_SUMMED = 1_000_000;

    private KolmogorovDistribution() {}

    static double survival(long n, double d) {
        double t = n * d;
        if (t <= 0.5) {
            return 1;
        }
        if (d >= 1) {
            return 0;
        }
        if (t <= 1) {
            double logarithm = StirlingError.logFactorial(n) + n * Math.log((2 * t - 1) / n);
            return -Math.expm1(Math.min(0, logarithm));
        }
        if (t >= n - 1) {
            return 2 * Math.pow(1 - d, (double) n);
        }
        double square = t * d;
        if (d >= 0.5 || square >= (n <= MAX_SMALL ? 4 : 2.2)) {
            return square >= 370 && n > MAX_SMALL ? 0 : Math.min(1, 2 * oneSided(n, d));
        }
        boolean matrix = n <= MAX_SMALL || (n <= MAX_MATRIX && n * Math.pow(d, 1.5) <= 1.4);
        return Math.clamp(1 - (matrix ? durbin(Math.toIntExact(n), d) : pelzGood((double) n, d)), 0, 1);
    }

    /**
     * d sum C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j) over j up to n (1 - d), each term as the binomial probability of j at d + j/n over
     * d + j/n. Beyond a million values exp(-(6 n d + 1)^2 / (18 n)).
     */
    private static double oneSided(long n, double d) {
        if (n > MAX_SUMMED) {
            double root = 6 * n * d + 1;
            return Math.exp(-root * root / (18.0 * n));
        }
        int last = (int) Math.floor(n * (1 - d));
        double sum = Math.exp(n * Math.log1p(-d));
        double error = StirlingError.of(n);
        for (int j = 1; j <= last; j++) {
            double share = d + (double) j / n;
            double rest = 1 - d - (double) j / n;
            if (rest > 0 && j < n) {
                double others = n - j;
                double logarithm = error
                        - StirlingError.of(j)
                        - StirlingError.of(n - j)
                        - StirlingError.deviance(j, n * share)
                        - StirlingError.deviance(others, n * rest);
                sum += d / share * Math.exp(logarithm) * Math.sqrt(n / (2 * Math.PI * j * others));
            }
        }
        return sum;
    }

    /** n! / n^n times the middle of the n-th power of the matrix of Durbin, by squaring; powers of ten are kept apart. */
    private static double durbin(int n, double d) {
        int k = (int) Math.ceil(n * d);
        double gap = k - n * d;
        int size = 2 * k - 1;
        double[][] matrix = new double[size][size];
        double factorial = 1;
        double[] edge = new double[size];
        for (int i = 0; i < size; i++) {
            factorial /= i + 1;
            edge[i] = (1 - Math.pow(gap, i + 1)) * factorial;
        }
        edge[size - 1] = (1 - 2 * Math.pow(gap, size) + Math.pow(Math.max(0, 2 * gap - 1), size)) * factorial;
        for (int row = 0; row < size; row++) {
            double inverse = 1;
            for (int column = Math.min(row + 1, size - 1); column >= 1; column--) {
                inverse /= Math.max(1, row - column + 1);
                matrix[row][column] = inverse;
            }
            matrix[row][0] = edge[row];
        }
        for (int column = 1; column < size; column++) {
            matrix[size - 1][column] = edge[size - 1 - column];
        }
        return middleOfPower(matrix, n, k - 1);
    }

    private static double middleOfPower(double[][] matrix, int n, int middle) {
        double[][] result = identity(matrix.length);
        double[][] square = matrix;
        int resultExponent = 0;
        int squareExponent = 0;
        for (int left = n; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                result = product(result, square);
                resultExponent += squareExponent + normalise(result, middle);
            }
            if (left > 1) {
                square = product(square, square);
                squareExponent = 2 * squareExponent + normalise(square, middle);
            }
        }
        double value = result[middle][middle];
        for (int i = 1; i <= n; i++) {
            value *= (double) i / n;
            int exponent = Math.getExponent(value);
            if (exponent < -500) {
                value = Math.scalb(value, -exponent);
                resultExponent += exponent;
            }
        }
        return Math.scalb(value, resultExponent);
    }

    /** Takes the power of two of the middle out of all entries. */
    private static int normalise(double[][] matrix, int middle) {
        int exponent = Math.getExponent(matrix[middle][middle]);
        if (exponent < 400) {
            return 0;
        }
        for (double[] row : matrix) {
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.scalb(row[i], -exponent);
            }
        }
        return exponent;
    }

    private static double[][] identity(int size) {
        double[][] one = new double[size][size];
        for (int i = 0; i < size; i++) {
            one[i][i] = 1;
        }
        return one;
    }

    private static double[][] product(double[][] left, double[][] right) {
        int size = left.length;
        double[][] product = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = left[i][k];
                for (int j = 0; j < size && factor != 0; j++) {
                    product[i][j] += factor * right[k][j];
                }
            }
        }
        return product;
    }

    /** K0(z) + K1(z) / n^(1/2) + K2(z) / n + K3(z) / n^(3/2) with z = d n^(1/2). */
    private static double pelzGood(double n, double d) {
        double root = Math.sqrt(n);
        double z = d * root;
        double z2 = z * z;
        double z4 = z2 * z2;
        double z6 = z4 * z2;
        double pi2 = Math.PI * Math.PI;
        double k0 = 0;
        double k1 = 0;
        double k2 = 0;
        double k3 = 0;
        for (int k = 20; k >= 0; k--) {
            double a = pi2 * (k + 0.5) * (k + 0.5);
            double odd = Math.exp(-a / (2 * z2));
            k0 += odd;
            k1 += (a - z2) * odd;
            k2 += (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2)) * odd;
            k3 += (a * a * a * (5 - 30 * z2)
                            + a * a * (-60 * z2 + 212 * z4)
                            + a * (135 * z4 - 96 * z6)
                            - 30 * z6
                            - 90 * z4 * z4)
                    * odd;
        }
        double even2 = 0;
        double even3 = 0;
        for (int k = 20; k >= 1; k--) {
            double a = pi2 * k * k;
            double even = Math.exp(-a / (2 * z2));
            even2 += a * even;
            even3 += (3 * a * z2 - a * a) * even;
        }
        double scale = Math.sqrt(2 * Math.PI);
        return scale
                * (k0 / z
                        + k1 / (6 * z4) / root
                        + (k2 / (72 * z6 * z) - even2 / (36 * z2 * z)) / n
                        + (k3 / (6480 * z6 * z4) + even3 / (216 * z6)) / (n * root));
    }
}
