package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HomogeneityTest {

    @Test
    void withoutRareCellsItIsPearsonsTest() {
        // scipy 1.17.1: scipy.stats.chi2_contingency([[50, 30, 20], [40, 45, 15]], correction=False)[1]
        assertThat(Homogeneity.pValue(new long[] {50, 30, 20}, new long[] {40, 45, 15}, 5, 2))
                .isCloseTo(0.08957326253887996, within(1e-12));
        // scipy.stats.chi2_contingency([[1000, 800, 200, 500], [45, 60, 20, 30]], correction=False)[1]
        assertThat(Homogeneity.folded(new long[] {1000, 800, 200, 500}, new long[] {45, 60, 20, 30}, 10))
                .isCloseTo(0.013132597422510633, within(1e-12));
    }

    @Test
    void rareCellsAreLeftOutOrFolded() {
        long[] reference = {500, 300, 20, 20, 200};
        long[] sample = {210, 170, 7, 6, 60};
        // scipy.stats.chi2_contingency([[500, 300, 200], [210, 170, 60]], correction=False)[1]
        assertThat(Homogeneity.pValue(reference, sample, 10, 3)).isCloseTo(0.0008435253685690143, within(1e-12));
        // scipy.stats.chi2_contingency([[500, 300, 200, 40], [210, 170, 60, 13]], correction=False)[1]
        assertThat(Homogeneity.folded(reference, sample, 10)).isCloseTo(0.0017409159226650477, within(1e-12));
    }

    @Test
    void tooFewCellsSayNothing() {
        assertThat(Homogeneity.pValue(new long[] {50, 50}, new long[] {50, 50}, 5, 3))
                .isNaN();
        assertThat(Homogeneity.folded(new long[] {50, 1}, new long[] {50, 0}, 10))
                .isOne();
        assertThat(Homogeneity.folded(new long[] {50, 40}, new long[] {0, 0}, 10))
                .isOne();
        assertThat(Homogeneity.folded(new long[] {0, 0}, new long[] {0, 0}, 10)).isOne();
    }
}
