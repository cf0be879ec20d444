package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherTest {

    // scipy 1.17.1: scipy.stats.fisher_exact([[hits, rows - hits], [otherHits, otherRows - otherHits]])[1]
    @ParameterizedTest
    @CsvSource({
        "3, 10, 9, 12, 0.0835573095635015",
        "0, 20, 5, 20, 0.04712404712404713",
        "100, 1000, 150, 1000, 0.0008950875386906894",
        "5, 500, 200, 20000, 1",
        "0, 500, 1, 500, 1",
        "1, 2, 1, 2, 1",
        "7, 1000, 7, 1000, 1",
        "30, 30, 10, 40, 1.604607212628781e-11",
        "500, 20000, 100, 1000, 1.3711212119899015e-28",
        "10000, 20000, 300, 1000, 7.717231264133577e-36",
        "0, 20000, 50, 1000, 2.3625238949230452e-67",
        "200, 1000, 200, 20000, 1.966106824138764e-158"
    })
    void isThatOfScipyForSamplesOfAnySizes(long hits, long rows, long otherHits, long otherRows, double expected) {
        // Factorials of 20,000 are known to 1e-10 of their probability.
        assertThat(Fisher.pValue(hits, rows, otherHits, otherRows)).isCloseTo(expected, within(expected * 1e-9));
        assertThat(Fisher.pValue(otherHits, otherRows, hits, rows)).isCloseTo(expected, within(expected * 1e-9));
        assertThat(Fisher.pValue(rows - hits, rows, otherRows - otherHits, otherRows))
                .isCloseTo(expected, within(expected * 1e-9));
    }

    @Test
    void isThatOfAllTablesSummedByHand() {
        for (int hits = 0; hits <= 12; hits++) {
            for (int otherHits = 0; otherHits <= 7; otherHits++) {
                assertThat(Fisher.pValue(hits, 12, otherHits, 7))
                        .isCloseTo(byHand(hits, 12, otherHits, 7), within(1e-12));
            }
        }
    }

    private static double byHand(int hits, int rows, int otherHits, int otherRows) {
        int having = hits + otherHits;
        double observed = choose(rows, hits) * choose(otherRows, otherHits);
        double sum = 0;
        for (int k = Math.max(0, having - otherRows); k <= Math.min(having, rows); k++) {
            double table = choose(rows, k) * choose(otherRows, having - k);
            sum += table <= observed ? table : 0;
        }
        return sum / choose(rows + otherRows, having);
    }

    private static double choose(int n, int k) {
        double product = 1;
        for (int i = 1; i <= k; i++) {
            product = product * (n - k + i) / i;
        }
        return Math.rint(product);
    }

    @Test
    void sharesThatDifferBeyondTheRangeOfADoubleAreZero() {
        assertThat(Fisher.pValue(400, 20_000, 500, 1_000)).isBetween(0.0, 1e-300);
    }

    @Test
    void allOrNoneOrAnEmptySampleSayNothing() {
        assertThat(Fisher.pValue(0, 100, 0, 50)).isOne();
        assertThat(Fisher.pValue(100, 100, 50, 50)).isOne();
        assertThat(Fisher.pValue(0, 0, 3, 50)).isOne();
        assertThat(Fisher.pValue(3, 50, 0, 0)).isOne();
        assertThat(Fisher.pValue(0, 0, 0, 0)).isOne();
    }
}
