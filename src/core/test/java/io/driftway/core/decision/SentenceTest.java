package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceTest {

    private static Evidence.Windowed windowed(double p, double prediction, Evidence.Moved... moved) {
        return new Evidence.Windowed(
                List.of(), List.of("a", "b", "c"), p, 1e-3, 1, prediction, List.of(moved), 0.1, null, null);
    }

    private static Evidence.Moved moved(String column, double importance) {
        return new Evidence.Moved(column, 1e-5, 0.3, importance);
    }

    @Test
    void aHarmfulMoveNamesColumnsChanceImportanceAndTheRequest() {
        assertThat(Sentence.of(new Verdict.Breach(
                        windowed(1 / 9000.0, 1e-6, moved("monthly_fee", 0.3), moved("contract", 0.11)),
                        Cause.COVARIATE_HARMFUL)))
                .isEqualTo("monthly_fee and contract have moved (3 batches together, chance 1 in 9,000). They hold 41 %"
                        + " of what the model leans on, and predictions moved with them. Retraining is asked for.");
    }

    @Test
    void otherRowsAreToldByWhatTheyWereChosenBy() {
        assertThat(Sentence.of(new Verdict.Warning(
                        windowed(0.001, 1, moved("fee", 0.3), moved("paid", 0.1))
                                .with("fee"),
                        Cause.COVARIATE_HARMLESS)))
                .isEqualTo(
                        "fee and paid have moved (3 batches together, chance 1 in 1,000). Other rows come than before,"
                                + " chosen by fee, and what goes with it has moved along. The model knows such rows.");
    }

    @Test
    void aMoveWithoutHarmSaysThatNoneIsSeen() {
        assertThat(Sentence.of(new Verdict.Warning(windowed(0.001, 1, moved("fee", 0)), Cause.COVARIATE_HARMLESS)))
                .isEqualTo("fee has moved (3 batches together, chance 1 in 1,000)."
                        + " No harm to the model is seen, or not confirmed yet.");
    }

    @Test
    void manyColumnsAreCounted() {
        assertThat(Sentence.of(new Verdict.Warning(
                        windowed(0.001, 1, moved("a", 0), moved("b", 0), moved("c", 0), moved("d", 0), moved("e", 0)),
                        Cause.COVARIATE_HARMLESS)))
                .startsWith("a, b, c and 2 more have moved");
    }

    @Test
    void aBrokenFeedNamesColumnAndFault() {
        assertThat(Sentence.of(new Verdict.Broken(
                        windowed(1, 1), List.of(Fault.of(Fault.Kind.SCALE, "monthly_fee", 1, "another unit")))))
                .isEqualTo("The feed is broken: monthly_fee: another unit."
                        + " Nothing is trained on these rows; mend the feed.");
    }

    @Test
    void theShareOfDriftedColumnsIsSaidInColumns() {
        assertThat(Sentence.of(new Verdict.Breach(new Evidence.Share(0.5, 0, 0.05, 2, 1, List.of("fee")), null)))
                .isEqualTo("1 of 2 columns have drifted. Retraining is asked for.");
    }

    @Test
    void nothingKnownIsNotTheSameAsNoDrift() {
        assertThat(Sentence.of(new Verdict.Inconclusive(windowed(1, 1), Verdict.TOO_FEW_ROWS)))
                .isEqualTo("There are too few rows to tell; that is not the same as no drift.");
    }
}
