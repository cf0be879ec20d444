package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.profile.Profile;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {

    private static final long ROWS = 1_000;
    private static final ThresholdRule RULE = new ThresholdRule(0, 0.05, ROWS);

    private static DriftReport report(int drifted, int quiet, int undefined) {
        DriftScore.Tested tested = new DriftScore.Tested("column", ColumnType.NUM, DriftMethod.WASSERSTEIN, 0.1, 0, 0);
        List<DriftScore> scores = Stream.of(
                        Collections.<DriftScore>nCopies(drifted, new DriftScore.Measured(tested, 0.5)),
                        Collections.<DriftScore>nCopies(quiet, new DriftScore.Measured(tested, 0.01)),
                        Collections.<DriftScore>nCopies(undefined, new DriftScore.Undefined(tested, "no values")))
                .flatMap(List::stream)
                .toList();
        return new DriftReport(5_000, ROWS, 0, scores);
    }

    @Test
    void noDriftedColumnIsStable() {
        assertThat(RULE.judge(report(0, 20, 0))).isInstanceOf(Verdict.Stable.class);
    }

    @Test
    void oneDriftedColumnOfTwentyIsAtTheThresholdAndDoesNotBreach() {
        assertThat(RULE.judge(report(1, 19, 0))).isInstanceOf(Verdict.Warning.class);
    }

    @Test
    void oneDriftedColumnOfNineteenIsPastTheThreshold() {
        assertThat(RULE.judge(report(1, 18, 0))).isInstanceOf(Verdict.Breach.class);
    }

    @Test
    void oneRowTooFewIsInconclusiveNotStable() {
        ThresholdRule oneMore = new ThresholdRule(0, 0.05, ROWS + 1);

        assertThat(oneMore.judge(report(0, 20, 0)))
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("too_few_rows"));
        assertThat(oneMore.judge(report(20, 0, 0)))
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("too_few_rows"));
    }

    @Test
    void nothingTestedIsInconclusiveNotStable() {
        assertThat(RULE.judge(report(0, 0, 20)))
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("nothing_tested"));
    }

    @Test
    void anUntestedColumnThatCouldHaveMadeABreachIsInconclusive() {
        assertThat(RULE.judge(report(0, 18, 1)))
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("undefined_columns"));
    }

    @Test
    void anUntestedColumnThatCouldNotHaveMadeABreachChangesNothing() {
        assertThat(RULE.judge(report(0, 19, 1))).isInstanceOf(Verdict.Stable.class);
    }

    @Test
    void aBreachStaysOneWhateverTheUntestedColumnsAre() {
        assertThat(RULE.judge(report(5, 10, 5))).isInstanceOf(Verdict.Breach.class);
    }

    @Test
    void thresholdsThatContradictEachOtherAreRefusedWithBothNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThresholdRule(0.5, 0.25, 1))
                .withMessageContaining("0.5")
                .withMessageContaining("0.25");
    }

    @Test
    void aVerdictCarriesTheThresholdsThatDecidedAndTheColumnsThatDrifted() {
        assertThat(RULE.judge(report(1, 18, 0)).evidence())
                .isEqualTo(new Evidence.Share(1 / 19.0, 0, 0.05, 19, 1, List.of("column")));
    }

    @Test
    void theHistoryStaysWhatItIs() {
        History before = new History(List.of(), new History.Memory(3, 2, 0.1, List.of(), List.of(1), List.of()));
        Observation batch =
                new Observation("17", report(1, 18, 0), new Profile(ROWS, List.of()), List.of(), Delivery.UNKNOWN);
        assertThat(RULE.decide(batch, before))
                .isEqualTo(new DecisionRule.Decision(RULE.judge(report(1, 18, 0)), before));
    }
}
