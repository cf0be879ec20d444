package io.driftway.core.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What scipy 1.17.1 says (numpy 2.4.6) of samples that a formula gives to both: ks_2samp, anderson_ksamp([r, c]), cramervonmises_2samp,
 * mannwhitneyu(alternative="less"), energy_distance, epps_singleton_2samp, ttest_ind, and wasserstein_distance over numpy.std(r). They take
 * the branches that the golden files do not: exact distributions, ties, sizes below 25.
 */
class AgainstScipyTest {

    private static final Map<String, double[][]> SAMPLES = Map.ofEntries(
            Map.entry("distinct small", sides(sample(7, 37, 101, 10, 0), sample(6, 53, 97, 10, 0.05))),
            Map.entry("distinct 18 and 20", sides(sample(18, 37, 101, 10, 0), sample(20, 53, 97, 10, 1.05))),
            Map.entry("equal sizes 15", sides(sample(15, 37, 101, 10, 0), sample(15, 53, 97, 10, 2.05))),
            Map.entry("tied small", sides(sample(12, 7, 5, 1, 0), sample(9, 5, 4, 1, 1))),
            Map.entry("tied unequal", sides(sample(400, 7, 11, 1, 0), sample(37, 5, 9, 1, 1))),
            Map.entry("distinct 8 and 500", sides(sample(8, 37, 101, 10, 0), sample(500, 373, 1009, 100, 0.003))),
            Map.entry("distinct 8 and 500 above", sides(sample(8, 37, 101, 10, 0), sample(500, 373, 1009, 50, 0.003))),
            Map.entry("hundreds", sides(sample(300, 373, 1009, 10, 0), sample(280, 331, 1013, 9.5, 0.001))),
            Map.entry("thousands", sides(sample(3000, 373, 10007, 10, 0), sample(2000, 331, 10009, 9.9, 0.001))),
            Map.entry("far apart", sides(sample(300, 373, 1009, 10, 0), sample(280, 331, 1013, 10, 60.001))),
            Map.entry(
                    "beyond exact", sides(sample(12_000, 373, 12_007, 10, 0), sample(9000, 331, 12_011, 9.9, 0.001))));

    @ParameterizedTest
    @CsvSource({
        "ks, distinct small, 0.8717948717948717",
        "ks, distinct 18 and 20, 0.9112692498697287",
        "ks, equal sizes 15, 0.3855465198257425",
        "ks, tied small, 0.8505766679141292",
        "ks, tied unequal, 0.905916952774304",
        "ks, distinct 8 and 500, 0.9120376504134807",
        "ks, distinct 8 and 500 above, 0.004693133662937208",
        "ks, hundreds, 0.47282389978100847",
        "ks, thousands, 0.9975869327424596",
        "ks, far apart, 1.3493859991763688e-51",
        "ks, beyond exact, 0.5915404229676561",
        "anderson, distinct small, 0.25",
        "anderson, distinct 18 and 20, 0.25",
        "anderson, equal sizes 15, 0.16163598755120964",
        "anderson, tied small, 0.25",
        "anderson, tied unequal, 0.25",
        "anderson, distinct 8 and 500, 0.25",
        "anderson, distinct 8 and 500 above, 0.004344179117295031",
        "anderson, hundreds, 0.0970112440230985",
        "anderson, thousands, 0.25",
        "anderson, far apart, 0.001",
        "anderson, beyond exact, 0.030528843536683604",
        "cramer_von_mises, distinct small, 0.8420745920745921",
        "cramer_von_mises, distinct 18 and 20, 0.8094942265831354",
        "cramer_von_mises, equal sizes 15, 0.2238434317413017",
        "cramer_von_mises, tied small, 0.7015173680808355",
        "cramer_von_mises, tied unequal, 2.2984963310435091e-07",
        "cramer_von_mises, distinct 8 and 500, 0.7311623913607126",
        "cramer_von_mises, distinct 8 and 500 above, 0.004280506145085128",
        "cramer_von_mises, hundreds, 0.24437038922650267",
        "cramer_von_mises, thousands, 0.8741077228572453",
        "cramer_von_mises, far apart, 1.2424317907822058e-08",
        "cramer_von_mises, beyond exact, 0.25717371114894927",
        "mannw, distinct small, 0.6346153846153846",
        "mannw, distinct 18 and 20, 0.23691416052098202",
        "mannw, equal sizes 15, 0.06769105502280337",
        "mannw, tied small, 0.2229677355878013",
        "mannw, tied unequal, 0.578786189092891",
        "mannw, distinct 8 and 500, 0.19350747902788137",
        "mannw, distinct 8 and 500 above, 0.0014772904345628501",
        "mannw, hundreds, 0.077673005766493",
        "mannw, thousands, 0.2589048629813191",
        "mannw, far apart, 4.98626755583942e-69",
        "mannw, beyond exact, 0.08505419378689505",
        "ed, distinct small, 0.4720054190856908",
        "ed, distinct 18 and 20, 0.39965262694272663",
        "ed, equal sizes 15, 0.8194849330863597",
        "ed, tied small, 0.41201102706087017",
        "ed, tied unequal, 0.2501355001676487",
        "ed, distinct 8 and 500, 0.44435395801095323",
        "ed, distinct 8 and 500 above, 2.1002916178473883",
        "ed, hundreds, 0.5574320023856595",
        "ed, thousands, 0.2915637066180117",
        "ed, far apart, 7.657712763676571",
        "ed, beyond exact, 0.31138048900806786",
        "es, distinct small, 0.7242638792666204",
        "es, distinct 18 and 20, 0.8234994504353139",
        "es, equal sizes 15, 0.4271335981864731",
        "es, tied small, 0.5998342881674988",
        "es, tied unequal, 1.3058855300500941e-09",
        "es, distinct 8 and 500, 0.029240395001750047",
        "es, distinct 8 and 500 above, 1.0739112093629001e-72",
        "es, hundreds, 0.02858905301512944",
        "es, thousands, 0.524536286650924",
        "es, far apart, 3.249886278420971e-150",
        "es, beyond exact, 0.011878279482358084",
        "t_test, distinct small, 0.8714725959417807",
        "t_test, distinct 18 and 20, 0.40085739510665397",
        "t_test, equal sizes 15, 0.1094600278458323",
        "t_test, tied small, 0.41817389299679647",
        "t_test, tied unequal, 0.8410087679697332",
        "t_test, distinct 8 and 500, 0.3824812186197587",
        "t_test, distinct 8 and 500 above, 0.00434085919550567",
        "t_test, hundreds, 0.14759323374921468",
        "t_test, thousands, 0.5147486752674884",
        "t_test, far apart, 2.488365122977661e-94",
        "t_test, beyond exact, 0.16751046141608017",
        "wasserstein, distinct small, 0.27475787262300694",
        "wasserstein, distinct 18 and 20, 0.2775540187937833",
        "wasserstein, equal sizes 15, 0.6086350749241324",
        "wasserstein, tied small, 0.35603449745815596",
        "wasserstein, tied unequal, 0.1494449802673116",
        "wasserstein, distinct 8 and 500, 0.32327328807643396",
        "wasserstein, distinct 8 and 500 above, 2.107615552408401",
        "wasserstein, hundreds, 0.12427839320875735",
        "wasserstein, thousands, 0.018921817041860165",
        "wasserstein, far apart, 2.091232783029976",
        "wasserstein, beyond exact, 0.019337625726587752"
    })
    void aStatisticOfCountsIsThatOfRowsInScipy(String method, String name, double expected) {
        double[][] sides = SAMPLES.get(name);

        Reading reading = DriftMethod.named(method)
                .orElseThrow()
                .read(
                        Sample.numbers(sides[0]).columns().getFirst(),
                        Sample.numbers(sides[1]).columns().getFirst());

        // the p-value of Cramér-von Mises is 1 less a sum that scipy has to 2e-15 only
        double open = method.equals("cramer_von_mises") ? 4e-15 : 0;
        assertThat(((Reading.Value) reading).value()).isCloseTo(expected, within(1e-9 * expected + open));
    }

    private static double[][] sides(double[] reference, double[] current) {
        return new double[][] {reference, current};
    }

    private static double[] sample(int size, int step, int modulus, double divisor, double shift) {
        return IntStream.range(0, size)
                .mapToDouble(i -> i * step % modulus / divisor + shift)
                .toArray();
    }
}
