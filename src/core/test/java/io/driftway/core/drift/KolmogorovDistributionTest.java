package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class KolmogorovDistributionTest {

    /** scipy.stats.kstwo.sf(d, n), scipy 1.17.1; the sizes and distances lie on both sides of every change of formula. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.3, 1.0",
        "1, 0.7, 0.6000000000000001",
        "2, 0.4, 0.82",
        "5, 0.15, 0.9988",
        "30, 0.01, 1.0",
        "30, 0.02, 1.0",
        "30, 0.1, 0.8960782680050898",
        "30, 0.2, 0.15796916101547398",
        "30, 0.3, 0.006852243362913235",
        "30, 0.6, 7.392006292214292e-11",
        "140, 0.003, 1.0",
        "140, 0.05, 0.8576480297656114",
        "140, 0.1, 0.11353657290090946",
        "140, 0.2, 2.1981563302200222e-05",
        "141, 0.05, 0.854845693009663",
        "141, 0.1, 0.11128445516467944",
        "141, 0.15, 0.0031058623613645147",
        "141, 0.005, 1.0",
        "1000, 0.001, 1.0",
        "1000, 0.012, 0.9984464668620097",
        "1000, 0.03, 0.3226902143914636",
        "1000, 0.045, 0.03378304014546085",
        "1000, 0.06, 0.001428597887952891",
        "1000, 0.3, 2.590715705736845e-80",
        "9000, 0.0001, 1.0",
        "9000, 0.004, 0.9986479300743865",
        "9000, 0.02, 0.001472711519753602",
        "50000, 0.001, 0.9999999997471354",
        "50000, 0.003, 0.7579000443487147",
        "50000, 0.02, 8.35587873542047e-18",
        "100000, 0.0005, 1.0",
        "100001, 0.0005, 1.0",
        "100001, 0.0055, 0.004698052380999154",
        "1000000, 0.0005, 0.9638386310076212",
        "1000000, 0.0015, 0.022195758430640866",
        "1000000, 0.005, 3.8436375474778123e-22",
        "1000001, 0.0015, 0.022195685074797075",
        "1000001, 0.005, 3.844470328455818e-22",
        "10000000, 0.0002, 0.8185430618121089",
        "10000000, 0.0003, 0.32903987173741867",
        "10000000, 0.0005, 0.013471402707241351",
        "10000000, 0.01, 0.0"
    })
    void agreesWithScipy(long n, double d, double expected) {
        assertThat(KolmogorovDistribution.survival(n, d)).isCloseTo(expected, within(1e-9 * expected));
    }

    /**
     * The one-sample test of commons-statistics 1.2 on n values that are spread evenly and moved together, so that they are d away from the
     * uniform distribution. The rounding of that distance to 1e-16 is worth 4 n d 1e-16 of the probability.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50, 140, 141, 500, 5000, 60_000})
    void agreesWithCommonsStatistics(int n) {
        for (double root = 0.05; root < 6; root *= 1.17) {
            double d = 0.5 / n + root / Math.sqrt(n);
            if (d < 1) {
                double[] values = IntStream.range(0, n)
                        .mapToDouble(i -> Math.min(1, i / (double) n + d))
                        .toArray();
                double expected = KolmogorovSmirnovTest.withDefaults()
                        .test(values, x -> x)
                        .getPValue();

                assertThat(KolmogorovDistribution.survival(n, d))
                        .as("%s of %s", d, n)
                        .isCloseTo(expected, within(1e-9 * expected));
            }
        }
    }

    /** The changes of formula are where both are good, so the probability goes on falling over them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 7, 140, 141, 1000, 100_000, 100_001, 1_000_000, 1_000_001, 20_000_000})
    void fallsFromOneToZero(long n) {
        double last = 1;
        for (double root = 0.01; root < 30; root *= 1.05) {
            double p = KolmogorovDistribution.survival(n, Math.min(1, root / Math.sqrt(n)));

            assertThat(p).as("%s of %s", root, n).isBetween(0.0, last * (1 + 1e-5));
            last = p;
        }
        assertThat(last).isZero();
    }
}
