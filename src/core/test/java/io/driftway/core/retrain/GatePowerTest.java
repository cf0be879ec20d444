package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.TwoModels;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A small seeded run of what {@code GatePower} prints, see docs/gate.md. */
@Tag("slow")
class GatePowerTest {

    private static final int RUNS = 200;
    private static final double CORRELATION = 0.9;

    private static double passed(double gain, int rows) {
        Random random = new Random(1);
        TwoModels models = new TwoModels(0.27, 0.8, gain, CORRELATION);
        int passed = 0;
        for (int run = 0; run < RUNS; run++) {
            passed += Gate.DEFAULT
                            .judge(models.draw(rows, random), Gate.Asks.GAIN)
                            .passed()
                    ? 1
                    : 0;
        }
        return (double) passed / RUNS;
    }

    @Test
    void challengersThatGainNothingAreRefusedNineteenTimesInTwenty() {
        assertThat(passed(0, 500)).isLessThanOrEqualTo(0.05);
        assertThat(passed(0, 2_000)).isLessThanOrEqualTo(0.05);
    }

    @Test
    void challengersThatGainTwoPointsPassNineTimesInTenOnTwoThousandRows() {
        assertThat(passed(0.02, 2_000)).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void aModelThatIsWorsePassesNever() {
        assertThat(passed(-0.02, 2_000)).isZero();
    }
}
