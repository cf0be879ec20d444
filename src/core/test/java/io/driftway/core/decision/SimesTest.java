package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimesTest {

    @Test
    void isTheLeastOfTheSortedPValuesTimesTheirNumberOverTheirRank() {
        assertThat(Simes.pValue(new double[] {0.5, 0.01, 0.04, 0.03})).isCloseTo(0.04, within(1e-15));
        assertThat(Simes.pValue(new double[] {0.02})).isEqualTo(0.02);
        assertThat(Simes.pValue(new double[] {1, 1, 1})).isOne();
        assertThat(Simes.pValue(new double[0])).isOne();
    }

    @Test
    void rejectsAsBenjaminiAndHochbergDo() {
        assertThat(Simes.rejected(new double[] {0.5, 0.01, 0.04, 0.03}, 0.06)).isEqualTo(0.04);
        assertThat(Simes.rejected(new double[] {0.5, 0.01, 0.04, 0.03}, 0.04)).isEqualTo(0.01);
        assertThat(Simes.rejected(new double[] {0.5, 0.01, 0.04, 0.03}, 0.03)).isEqualTo(-1);
        assertThat(Simes.rejected(new double[0], 1)).isEqualTo(-1);
    }

    @Test
    void rejectsOneWhereAllTogetherAreRejectedAndChangesNoInput() {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 500; run++) {
            double[] p = random.doubles(1 + run % 9).map(u -> u * u * u).toArray();
            double[] before = p.clone();
            assertThat(Simes.rejected(p, 0.05) >= 0).isEqualTo(Simes.pValue(p) <= 0.05);
            assertThat(Arrays.equals(p, before)).isTrue();
        }
    }
}
