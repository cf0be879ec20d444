package io.driftway.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.verdict.Verdict.Breach;
import io.driftway.core.verdict.Verdict.Inconclusive;
import io.driftway.core.verdict.Verdict.Stable;
import io.driftway.core.verdict.Verdict.Warning;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long ROWS = 1_000;
    private static final Thresholds THRESHOLDS = new Thresholds(0, 0.05, ROWS);

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
        assertThat(Verdict.of(report(0, 20, 0), THRESHOLDS)).isEqualTo(new Stable());
    }

    @Test
    void oneDriftedColumnOfTwentyIsAtTheThresholdAndDoesNotBreach() {
        assertThat(Verdict.of(report(1, 19, 0), THRESHOLDS)).isEqualTo(new Warning());
    }

    @Test
    void oneDriftedColumnOfNineteenIsPastTheThreshold() {
        assertThat(Verdict.of(report(1, 18, 0), THRESHOLDS)).isEqualTo(new Breach());
    }

    @Test
    void oneRowTooFewIsInconclusiveNotStable() {
        Thresholds oneMore = new Thresholds(0, 0.05, ROWS + 1);

        assertThat(Verdict.of(report(0, 20, 0), oneMore)).isEqualTo(new Inconclusive("too_few_rows"));
        assertThat(Verdict.of(report(20, 0, 0), oneMore)).isEqualTo(new Inconclusive("too_few_rows"));
    }

    @Test
    void nothingTestedIsInconclusiveNotStable() {
        assertThat(Verdict.of(report(0, 0, 20), THRESHOLDS)).isEqualTo(new Inconclusive("nothing_tested"));
    }

    @Test
    void anUntestedColumnThatCouldHaveMadeABreachIsInconclusive() {
        assertThat(Verdict.of(report(0, 18, 1), THRESHOLDS)).isEqualTo(new Inconclusive("undefined_columns"));
    }

    @Test
    void anUntestedColumnThatCouldNotHaveMadeABreachChangesNothing() {
        assertThat(Verdict.of(report(0, 19, 1), THRESHOLDS)).isEqualTo(new Stable());
    }

    @Test
    void aBreachStaysOneWhateverTheUntestedColumnsAre() {
        assertThat(Verdict.of(report(5, 10, 5), THRESHOLDS)).isEqualTo(new Breach());
    }

    @Test
    void thresholdsThatContradictEachOtherAreRefusedWithBothNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Thresholds(0.5, 0.25, 1))
                .withMessageContaining("0.5")
                .withMessageContaining("0.25");
    }
}
