package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.model.Metrics;
import io.driftway.core.retrain.Gate.Answer.Passed;
import io.driftway.core.retrain.Gate.Answer.Refused;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Gate GATE = new Gate(0.0625, 0.125, 100);
    private static final Metrics CHAMPION = new Metrics(0.75, 0.5, 0.25, 100);

    @Test
    void anEqualModelPasses() {
        assertThat(GATE.judge(CHAMPION, CHAMPION)).isEqualTo(new Passed());
    }

    @Test
    void aModelThatIsWorseByExactlyTheMarginsPasses() {
        assertThat(GATE.judge(CHAMPION, new Metrics(0.6875, 0.625, 0.25, 100))).isEqualTo(new Passed());
    }

    @Test
    void aModelThatRanksWorseIsRefusedWithBothFigures() {
        assertThat(GATE.judge(CHAMPION, new Metrics(Math.nextDown(0.6875), 0.5, 0.25, 100)))
                .isEqualTo(new Refused("AUC 0.6875 is worse than the champion's 0.7500 by more than 0.0625"));
    }

    @Test
    void aModelThatIsWorseCalibratedIsRefused() {
        assertThat(GATE.judge(CHAMPION, new Metrics(0.9, 0.75, 0.25, 100)))
                .isEqualTo(new Refused("log loss 0.7500 is worse than the champion's 0.5000 by more than 0.1250"));
    }

    @Test
    void anUndefinedFigureNeverPasses() {
        assertThat(GATE.judge(CHAMPION, new Metrics(Double.NaN, 0.5, 0.25, 100)))
                .isInstanceOf(Refused.class);
        assertThat(GATE.judge(CHAMPION, new Metrics(0.9, Double.NaN, 0.25, 100)))
                .isInstanceOf(Refused.class);
    }

    @Test
    void tooFewHeldOutRowsProveNothing() {
        assertThat(GATE.judge(CHAMPION, new Metrics(1, 0, 0, 99)))
                .isEqualTo(new Refused("only 99 held-out rows, at least 100 are needed"));
    }
}
