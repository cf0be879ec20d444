package io.driftway.core.decision;

import static io.driftway.core.decision.Samples.column;
import static io.driftway.core.decision.Samples.drawn;
import static io.driftway.core.decision.Samples.normal;
import static io.driftway.core.decision.Samples.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Column;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowsTest {

    private static final Budget DAILY = new Budget(1, 365, 1);

    private final SplittableRandom random = new SplittableRandom(41);

    /** Columns x and y of numbers, c of labels. */
    private Profile rows(int rows, double x, double y) {
        return profile(
                column("x", normal(random, rows, x)),
                column("y", normal(random, rows, y)),
                column("c", drawn(random, rows, .5, .3, .2)));
    }

    private Profile rows(int rows) {
        return rows(rows, 0, 0);
    }

    private static List<Verdict> verdicts(Reference reference, Budget budget, int batches, IntFunction<Profile> batch) {
        Running<BatchCounts> rule = Running.windows(reference, budget);
        List<Verdict> verdicts = new ArrayList<>();
        for (int number = 0; number < batches; number++) {
            Running<BatchCounts> step = rule.after(reference.count(batch.apply(number), List.of()));
            verdicts.add(step.verdict());
            rule = step;
        }
        return verdicts;
    }

    private static long breaches(List<Verdict> verdicts) {
        return verdicts.stream().filter(Verdict.Breach.class::isInstance).count();
    }

    @Test
    void withoutDriftItStaysQuiet() {
        int warned = 0;
        for (int run = 0; run < 10; run++) {
            List<Verdict> verdicts = verdicts(Reference.of(rows(2_000)), DAILY, 60, _ -> rows(300));
            assertThat(breaches(verdicts)).isZero();
            warned += (int)
                    verdicts.stream().filter(Verdict.Warning.class::isInstance).count();
        }
        // 1.6 of 600 by the budget, in a few clusters.
        assertThat(warned).isLessThanOrEqualTo(15);
    }

    @Test
    void aShiftIsWarnedOfAndAskedForOnceLaterBatchesConfirmIt() {
        List<Verdict> verdicts =
                verdicts(Reference.of(rows(5_000)), DAILY, 8, number -> rows(500, number < 4 ? 0 : 0.4, 0));
        assertThat(verdicts.subList(0, 4)).allMatch(Verdict.Stable.class::isInstance);
        assertThat(verdicts.get(4)).isInstanceOf(Verdict.Warning.class);
        assertThat(verdicts.get(5)).isInstanceOfSatisfying(Verdict.Breach.class, breach -> {
            assertThat(breach.cause()).isEqualTo(Cause.COVARIATE_HARMFUL);
            assertThat(((Evidence.Windowed) breach.evidence()).moved())
                    .extracting(Evidence.Moved::column)
                    .containsExactly("x");
            assertThat(((Evidence.Windowed) breach.evidence())
                            .moved()
                            .getFirst()
                            .effect())
                    .isBetween(0.25, 0.5);
            assertThat(breach.evidence().window()).isEqualTo(2);
        });
    }

    @Test
    void aSmallShiftIsAskedForInTime() {
        List<Integer> asked = new ArrayList<>();
        for (int run = 0; run < 9; run++) {
            List<Verdict> verdicts = verdicts(Reference.of(rows(20_000)), DAILY, 24, _ -> rows(500, 0.1, 0));
            asked.add((int) verdicts.stream()
                            .takeWhile(verdict -> !(verdict instanceof Verdict.Breach))
                            .count()
                    + 1);
        }
        assertThat(asked.stream().sorted().toList().get(4)).isLessThanOrEqualTo(10);
    }

    @Test
    void aSpikeOfOneBatchNeverAsks() {
        for (int run = 0; run < 10; run++) {
            List<Verdict> verdicts =
                    verdicts(Reference.of(rows(5_000)), DAILY, 40, number -> rows(500, number == 5 ? 1 : 0, 0));
            assertThat(verdicts.get(5)).isInstanceOf(Verdict.Warning.class);
            assertThat(breaches(verdicts)).isZero();
            assertThat(verdicts.subList(30, 40))
                    .filteredOn(Verdict.Warning.class::isInstance)
                    .hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aSpikeIsNotConfirmedByAnotherColumnThatMovedBefore() {
        // x moves for good but matters to no model, then y has a spike, which would matter.
        Reference plain = Reference.of(rows(5_000));
        Reference reference = withPrediction(plain, Map.of("x", 0.0, "y", 1.0));
        Running<BatchCounts> rule = Running.windows(reference, DAILY);
        for (int number = 0; number < 30; number++) {
            double spike = number == 15 ? 1 : 0;
            Running<BatchCounts> step = rule.after(reference.count(scored(500, 0.4, spike, spike), List.of()));
            assertThat(step.verdict()).isNotInstanceOf(Verdict.Breach.class);
            rule = step;
        }
    }

    private Reference withPrediction(Reference plain, Map<String, Double> importance) {
        List<ReferenceColumn> columns = new ArrayList<>(plain.columns());
        columns.add(ReferenceColumn.of(profile(column(ScoredBatch.PREDICTION, normal(random, 5_000, 0)))
                .columns()
                .getFirst()));
        return new Reference(plain.rows(), columns, List.of(), importance);
    }

    private Profile scored(int rows, double x, double y, double prediction) {
        List<ColumnProfile> columns = new ArrayList<>(rows(rows, x, y).columns());
        columns.addAll(profile(column(ScoredBatch.PREDICTION, normal(random, rows, prediction)))
                .columns());
        return new Profile(rows, columns);
    }

    @Test
    void withAModelAMoveAsksOnlyWhereItMattersAndPredictionsMoveWithIt() {
        Reference plain = Reference.of(rows(5_000));
        Reference reference = withPrediction(plain, Map.of("x", 0.97, "y", 0.03));
        assertThat(breaches(verdicts(reference, DAILY, 10, _ -> scored(500, 0.4, 0, 0.4))))
                .isGreaterThan(7);
        // Predictions do not move.
        assertThat(breaches(verdicts(reference, DAILY, 10, _ -> scored(500, 0.4, 0, 0))))
                .isZero();
        // The model hardly leans on y.
        assertThat(breaches(verdicts(reference, DAILY, 10, _ -> scored(500, 0, 0.4, 0.4))))
                .isZero();
    }

    @Test
    void leavesThatMoveTogetherWithPredictionsAreAJointChange() {
        Reference plain = withPrediction(Reference.of(rows(5_000)), Map.of("x", 1.0));
        Reference reference = new Reference(
                plain.rows(), plain.columns(), List.of(new long[] {2_500, 1_500, 1_000}), Map.of("x", 1.0));
        Running<BatchCounts> rule = Running.windows(reference, DAILY);
        Verdict verdict = null;
        for (int number = 0; number < 3; number++) {
            Running<BatchCounts> step =
                    rule.after(reference.count(scored(500, 0, 0, 0.2), List.of(new long[] {180, 120, 200})));
            verdict = step.verdict();
            rule = step;
        }
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Breach.class, breach -> assertThat(breach.cause())
                .isEqualTo(Cause.JOINT));
    }

    @Test
    void missingCellsAreWarnedOfAndNeverAsk() {
        Reference reference = Reference.of(rows(5_000));
        List<Verdict> verdicts = verdicts(reference, DAILY, 30, _ -> {
            double[] x = normal(random, 1_000, 0);
            for (int row = 0; row < 50; row++) {
                x[row] = Double.NaN;
            }
            return profile(
                    column("x", x),
                    column("y", normal(random, 1_000, 0)),
                    column("c", drawn(random, 1_000, .5, .3, .2)));
        });
        assertThat(verdicts).allMatch(Verdict.Warning.class::isInstance);
    }

    @Test
    void missingCellsThatMoveLeavesAndPredictionsDoNotAsk() {
        Reference plain = withPrediction(Reference.of(rows(5_000)), Map.of("x", 1.0));
        Reference reference =
                new Reference(plain.rows(), plain.columns(), List.of(new long[] {2_500, 2_500}), Map.of("x", 1.0));
        Running<BatchCounts> rule = Running.windows(reference, DAILY);
        for (int number = 0; number < 10; number++) {
            double[] x = normal(random, 500, 0);
            for (int row = 0; row < 50; row++) {
                x[row] = Double.NaN;
            }
            Column[] columns = {
                column("x", x),
                column("y", normal(random, 500, 0)),
                column("c", drawn(random, 500, .5, .3, .2)),
                column(ScoredBatch.PREDICTION, normal(random, 500, 0.3))
            };
            Running<BatchCounts> step = rule.after(reference.count(profile(columns), List.of(new long[] {150, 350})));
            assertThat(step.verdict()).isInstanceOf(Verdict.Warning.class);
            rule = step;
        }
    }

    @Test
    void missingCellsThatAnotherColumnExplainsDoNotKeepAMoveFromAsking() {
        // total is blank where tenure is 0, and there are more such rows now.
        IntFunction<Profile> some = rows -> structural(rows, rows == 500 ? 0.3 : 0.1);
        Profile known = some.apply(5_000);
        Reference plain = Reference.of(known);
        List<ReferenceColumn> columns = new ArrayList<>(plain.columns());
        columns.add(ReferenceColumn.of(profile(column(ScoredBatch.PREDICTION, normal(random, 5_000, 0)))
                .columns()
                .getFirst()));
        Reference reference =
                new Reference(plain.rows(), columns, List.of(new long[] {4_500, 500}), Map.of("tenure", 1.0));
        ReferenceColumn tenure = reference.columns().getFirst();
        StructuralMissing explained = new StructuralMissing(
                "total",
                "tenure",
                tenure.count(profile(column(
                                "tenure",
                                new double
                                        [(int) known.column("total")
                                                .orElseThrow()
                                                .missing()]))
                        .columns()
                        .getFirst()));
        for (List<StructuralMissing> structural : List.of(List.<StructuralMissing>of(), List.of(explained))) {
            Windows windows = new Windows(reference, structural, Associations.NONE, DAILY);
            History history = History.NONE;
            Verdict verdict = null;
            for (int number = 0; number < 3; number++) {
                List<ColumnProfile> batch = new ArrayList<>(some.apply(500).columns());
                batch.addAll(profile(column(ScoredBatch.PREDICTION, normal(random, 500, 0)))
                        .columns());
                DecisionRule.Decision decision = windows.decide(
                        new History.Counted(
                                "" + number, reference.count(new Profile(500, batch), List.of(new long[] {350, 150}))),
                        history);
                history = decision.history();
                verdict = decision.verdict();
            }
            assertThat(verdict).isInstanceOf(structural.isEmpty() ? Verdict.Warning.class : Verdict.Breach.class);
        }
    }

    /** A share of rows has tenure 0 and no total. */
    private Profile structural(int rows, double share) {
        double[] tenure = new double[rows];
        double[] total = new double[rows];
        for (int row = 0; row < rows; row++) {
            boolean fresh = random.nextDouble() < share;
            tenure[row] = fresh ? 0 : 1 + random.nextInt(60);
            total[row] = fresh ? Double.NaN : 50 * tenure[row] + random.nextGaussian();
        }
        return profile(column("tenure", tenure), column("total", total));
    }

    @Test
    void aWeeklyPatternIsNoDriftWhereTheSeasonIsAWeek() {
        IntFunction<Profile> week = day -> rows(300, day % 7 >= 5 ? 0.8 : -0.32, 0);
        Profile year = profile(
                column(
                        "x",
                        IntStream.range(0, 7_000)
                                .mapToDouble(row -> (row % 7 >= 5 ? 0.8 : -0.32) + random.nextGaussian())
                                .toArray()),
                column("y", normal(random, 7_000, 0)),
                column("c", drawn(random, 7_000, .5, .3, .2)));
        assertThat(breaches(verdicts(Reference.of(year), new Budget(1, 365, 7), 140, week)))
                .isZero();
        assertThat(breaches(verdicts(Reference.of(year), DAILY, 30, week))).isPositive();
    }

    @Test
    void aWindowIsLookedAtWhenItIsDue() {
        assertThat(DAILY.windows()).containsExactly(1, 2, 4, 8, 16, 32);
        assertThat(new Budget(1, 365, 7).windows()).containsExactly(7, 14, 28);
        double spent = DAILY.windows().stream()
                .mapToDouble(window -> DAILY.level(window) / Budget.every(window) * 365)
                .sum();
        assertThat(spent).isCloseTo(1, within(1e-12));
        Running<BatchCounts> rule = Running.windows(Reference.of(rows(5_000)), new Budget(1, 365, 7));
        Reference reference = Reference.of(rows(5_000));
        for (int day = 1; day < 9; day++) {
            Running<BatchCounts> step = rule.after(reference.count(rows(500, 1, 0), List.of()));
            assertThat(step.verdict()).isInstanceOfSatisfying(Verdict.Stable.class, stable -> assertThat(
                            ((Evidence.Windowed) stable.evidence()).looks())
                    .isEmpty());
            rule = step;
        }
        assertThat(rule.after(reference.count(rows(500, 1, 0), List.of())).verdict())
                .isInstanceOf(Verdict.Warning.class);
    }

    @Test
    void countsAreTheSameInAnyOrderAndGrouping() {
        Reference reference = Reference.of(rows(1_000));
        BatchCounts a = reference.count(rows(100), List.of(new long[] {1, 2}));
        BatchCounts b = reference.count(rows(50, 1, 0), List.of(new long[] {3, 4}));
        BatchCounts c = reference.count(rows(70, 0, 9), List.of(new long[] {5, 6}));
        BatchCounts once = BatchCounts.together(List.of(a, b, c));
        assertThat(a.plus(b).plus(c)).usingRecursiveComparison().isEqualTo(once);
        assertThat(c.plus(b.plus(a))).usingRecursiveComparison().isEqualTo(once);
        assertThat(once.rows()).isEqualTo(220);
        assertThat(once.leaves().getFirst()).containsExactly(9, 12);
        assertThat(once.columns()).allMatch(column -> column.rows() == 220);
    }

    @Test
    void theSameBatchesGiveTheSameVerdicts() {
        Reference reference = Reference.of(rows(2_000));
        List<Profile> batches =
                IntStream.range(0, 20).mapToObj(_ -> rows(300, 0.2, 0)).toList();
        assertThat(verdicts(reference, DAILY, 20, batches::get))
                .isEqualTo(verdicts(reference, DAILY, 20, batches::get));
    }

    @Test
    void aBatchWithoutRowsOrWithoutAColumnIsJudged() {
        Reference reference = Reference.of(rows(1_000));
        Running<BatchCounts> rule = Running.windows(reference, DAILY);
        Running<BatchCounts> step = rule.after(reference.count(rows(0), List.of()));
        assertThat(step.verdict()).isInstanceOf(Verdict.Stable.class);
        step = step.after(reference.count(
                profile(column("x", normal(random, 300, 0)), column("y", normal(random, 300, 0))), List.of()));
        assertThat(step.verdict()).isInstanceOf(Verdict.Warning.class);
        assertThat(((Evidence.Windowed) step.verdict().evidence()).moved())
                .singleElement()
                .satisfies(moved -> assertThat(moved.effect()).isZero());
    }

    @Test
    void withManyColumnsAndNoModelOneIsEnough() {
        IntFunction<Column[]> columns = rows -> IntStream.range(0, 30)
                .mapToObj(i -> column("x" + i, normal(random, rows, i == 3 && rows == 500 ? 0.5 : 0)))
                .toArray(Column[]::new);
        Reference reference = Reference.of(profile(columns.apply(5_000)));
        assertThat(breaches(verdicts(reference, DAILY, 4, _ -> profile(columns.apply(500)))))
                .isPositive();
    }
}
