package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.HeldOut;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Gate GATE =
            new Gate(0.005, 0.02, 0.125, 0.0625, 0.125, 100, 20, 100, List.of("plan"), 50, 0.05);
    private static final int ROWS = 400;

    /** Every fourth row is positive. Plans take turns by hundreds of rows. */
    private static HeldOut rows(int rows) {
        boolean[] positive = new boolean[rows];
        int[] plans = new int[rows];
        for (int row = 0; row < rows; row++) {
            positive[row] = row % 4 == 0;
            plans[row] = row < 100 ? 0 : row < 380 ? 1 : 2;
        }
        return new HeldOut(
                new Batch("rows", List.of(new CategoricalColumn("plan", List.of("a", "b", "c"), plans)), rows),
                positive);
    }

    private static float[] scores(float negative, float positive) {
        float[] scores = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            scores[row] = (row % 4 == 0 ? positive : negative) + row % 7 * 0.001f;
        }
        return scores;
    }

    private static final float[] GOOD = scores(0.15f, 0.6f);

    private static GateReport judge(float[] challenger) {
        return GATE.judge(new Contest(rows(ROWS), GOOD, challenger), Gate.Asks.NOT_WORSE);
    }

    private static String reason(GateReport report, String check) {
        GateCheck found = report.check(check).orElseThrow();
        assertThat(found.passed()).isFalse();
        return found.reason();
    }

    @Test
    void anEqualModelPassesEveryCheckAndHasNoReason() {
        GateReport report = judge(GOOD);
        assertThat(report.passed()).isTrue();
        assertThat(report.reason()).isEmpty();
        assertThat(report.checks())
                .extracting(GateCheck::name)
                .containsExactly("output", "rows", "auc", "log_loss", "brier", "calibration", "slice plan");
    }

    @Test
    void aModelThatRanksAsWellButIsTooSureOfTheWrongShareIsRefusedForEachFigure() {
        GateReport report = judge(scores(0.6f, 0.95f));
        assertThat(report.check("auc").orElseThrow().passed()).isTrue();
        assertThat(reason(report, "log_loss"))
                .matches("log loss 0\\.7\\d{3} is worse than the champion's 0\\.2\\d{3} .*");
        assertThat(reason(report, "brier"))
                .matches("Brier score 0\\.2\\d{3} is worse than the champion's 0\\.05\\d{2} .*");
        assertThat(reason(report, "calibration"))
                .matches("calibration error 0\\.4\\d{3} is worse than the champion's 0\\.\\d{4} by more than 0\\.1250");
        assertThat(report.reason()).contains("log loss").contains("; Brier").contains("; calibration error");
    }

    @Test
    void aGroupThatPaysForTheOthersIsNamed() {
        float[] challenger = GOOD.clone();
        for (int row = 0; row < 100; row += 8) {
            challenger[row] = 0.1f;
        }
        GateReport report = judge(challenger);
        assertThat(reason(report, "slice plan"))
                .matches(
                        "where plan=a, AUC 0\\.\\d{4} is worse than the champion's 1\\.0000 by more than 0\\.0500, on 100 rows");
    }

    @Test
    void aGroupOfTooFewRowsIsNotJudged() {
        float[] challenger = GOOD.clone();
        challenger[380] = 0.14f;
        assertThat(judge(challenger).check("slice plan").orElseThrow().reason())
                .isEqualTo("2 categories of plan with at least 50 held-out rows, none is worse by more than 0.05");
    }

    @Test
    void aSliceThatIsNoColumnIsSaid() {
        Gate gate = new Gate(0.005, 0.02, 1, 1, 1, 100, 20, 100, List.of("region"), 50, 0.05);
        assertThat(gate.judge(new Contest(rows(ROWS), GOOD, GOOD), Gate.Asks.NOT_WORSE)
                        .reason())
                .isEqualTo("driftway.retrain.slices names region, which is no categorical column of the model");
    }

    @Test
    void whereAGainIsAskedForAnEqualChallengerDoesNotPass() {
        assertThat(GATE.judge(new Contest(rows(ROWS), GOOD, GOOD), Gate.Asks.NOT_WORSE)
                        .passed())
                .isTrue();
        assertThat(GATE.judge(new Contest(rows(ROWS), GOOD, GOOD), Gate.Asks.GAIN)
                        .reason())
                .isEqualTo("AUC 1.0000 against the champion's 1.0000: a gain of at least 0.0050 is asked for,"
                        + " sure to 97.5 %; it is +0.0000 and may be +0.0000");
    }

    @Test
    void tooFewRowsOrTooFewOfAClassProveNothing() {
        assertThat(GATE.judge(
                                new Contest(rows(76), Arrays.copyOf(GOOD, 76), Arrays.copyOf(GOOD, 76)),
                                Gate.Asks.NOT_WORSE)
                        .reason())
                .isEqualTo("too few to judge by: 76 held-out rows, 19 positive and 57 negative; "
                        + "at least 100 are needed, 20 of each class");
    }

    @Test
    void whatIsNoProbabilityIsRefusedWithoutMeasuringIt() {
        float[] broken = GOOD.clone();
        broken[3] = Float.NaN;
        broken[5] = Float.POSITIVE_INFINITY;
        GateReport report = judge(broken);
        assertThat(report.reason())
                .isEqualTo("the challenger gives no number (NaN or infinite) for 2 of 400 held-out rows");
        assertThat(report.check("auc")).isEmpty();
        broken[3] = 1.5f;
        broken[5] = -0.5f;
        assertThat(judge(broken).reason())
                .isEqualTo("the challenger gives no probability in [0, 1] for 2 of 400 held-out rows");
        Arrays.fill(broken, 0.25f);
        assertThat(judge(broken).reason())
                .isEqualTo("the challenger gives all 400 held-out rows the same probability, 0.2500");
    }

    private static String schemaReason(List<Field> challenger, String positive) {
        return SchemaCheck.judge(SCHEMA, new Schema(challenger, positive)).reason();
    }

    private static final Field FEE = new Field("fee", ColumnType.NUM, Role.FEATURE, List.of());
    private static final Field PLAN = new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("a", "b"));
    private static final Field LEFT = new Field("left", ColumnType.CAT, Role.TARGET, List.of("No", "Yes"));
    private static final Schema SCHEMA = new Schema(List.of(FEE, PLAN, LEFT), "Yes");

    @Test
    void whatTheChallengerTakesIsWhatTheChampionTakes() {
        assertThat(schemaReason(List.of(PLAN, FEE, LEFT), "Yes"))
                .isEqualTo("column 1 of the challenger is plan, of the champion fee");
        assertThat(schemaReason(List.of(FEE, LEFT), "Yes")).isEqualTo("the challenger has 2 columns, the champion 3");
        assertThat(schemaReason(List.of(FEE, PLAN, LEFT), "No"))
                .isEqualTo("the challenger's probability is of the class No, the champion's of Yes");
        assertThat(schemaReason(List.of(FEE, new Field("plan", ColumnType.NUM, Role.FEATURE, List.of()), LEFT), "Yes"))
                .isEqualTo("column plan is NUM and FEATURE for the challenger, CAT and FEATURE for the champion");
        assertThat(schemaReason(
                        List.of(FEE, new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("b", "a")), LEFT), "Yes"))
                .isEqualTo("the categories of column plan do not begin with the champion's, in their order");
    }

    @Test
    void categoriesThatCameSinceMayStandBehindTheOthers() {
        Field more = new Field("plan", ColumnType.CAT, Role.FEATURE, List.of("a", "b", "c"));
        assertThat(SchemaCheck.judge(SCHEMA, new Schema(List.of(FEE, more, LEFT), "Yes"))
                        .passed())
                .isTrue();
    }
}
