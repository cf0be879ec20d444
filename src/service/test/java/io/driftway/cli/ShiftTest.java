package io.driftway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.NumericColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftTest {

    private static final int ROWS = 40_000;

    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.5})
    void theMeanMovesByStandardDeviationsAndNoValueIsNew(double deviations) {
        for (double[] values : List.of(
                random.doubles(ROWS).map(u -> -Math.log(u)).toArray(),
                random.doubles(ROWS).map(u -> Math.floor(5 * u)).toArray(),
                // nearly all zero, and nearly all at the top: the mean falls there
                random.doubles(ROWS).map(u -> u < 0.92 ? 0 : Math.rint(100 * u)).toArray(),
                random.doubles(ROWS).map(u -> u < 0.1 ? 0 : 1).toArray())) {
            NumericColumn reference = new NumericColumn("x", values);

            double[] moved = ((NumericColumn) move(new Shift.OfMean(deviations), reference)).values();

            double mean = mean(values);
            double sd = Math.sqrt(Arrays.stream(values)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow());
            assertThat(Math.abs(mean(moved) - mean) / sd).isCloseTo(deviations, within(0.03));
            Set<Double> known = DoubleStream.of(values).boxed().collect(Collectors.toSet());
            assertThat(DoubleStream.of(moved).allMatch(known::contains)).isTrue();
        }
    }

    @Test
    void aMovedNumberKeepsItsRankAndAMissingOneStaysMissing() {
        NumericColumn reference = new NumericColumn("x", random.doubles(ROWS).toArray());
        Shift.Mover mover = new Shift.OfMean(0.5).of(reference).orElseThrow();

        double[] moved = ((NumericColumn)
                        mover.move(new NumericColumn("x", new double[] {0.2, Double.NaN, 0.5, 0.8}), random))
                .values();

        assertThat(moved[0]).isGreaterThan(0.2).isLessThan(moved[2]);
        assertThat(moved[1]).isNaN();
        assertThat(moved[2]).isGreaterThan(0.5).isLessThan(moved[3]);
    }

    @Test
    void theMostFrequentLabelGainsPoints() {
        CategoricalColumn reference = new CategoricalColumn(
                "plan",
                List.of("basic", "full"),
                random.ints(ROWS, 0, 10).map(i -> i == 0 ? -1 : i < 7 ? 0 : 1).toArray());

        CategoricalColumn moved = (CategoricalColumn) move(new Shift.OfLabel(10), reference);

        assertThat(share(moved) - share(reference)).isCloseTo(0.1, within(0.01));
        assertThat(moved.missing()).isEqualTo(reference.missing());
    }

    @Test
    void pointsOfTheCellsLoseTheirValue() {
        NumericColumn reference = new NumericColumn(
                "x", random.doubles(ROWS).map(u -> u < 0.5 ? Double.NaN : u).toArray());

        Column moved = move(new Shift.OfMissing(5), reference);

        assertThat((moved.missing() - reference.missing()) / (double) ROWS).isCloseTo(0.05, within(0.01));
    }

    @Test
    void whatCannotMoveIsLeftOut() {
        assertThat(new Shift.OfMean(0.1).of(new NumericColumn("x", new double[] {3, 3, 3})))
                .isEmpty();
        assertThat(new Shift.OfMean(0.1).of(new NumericColumn("x", new double[] {Double.NaN})))
                .isEmpty();
        assertThat(new Shift.OfLabel(5).of(new CategoricalColumn("plan", List.of("basic"), new int[] {0, 0})))
                .isEmpty();
        assertThat(new Shift.OfLabel(5).of(new NumericColumn("x", new double[] {1, 2})))
                .isEmpty();
        assertThat(new Shift.OfMissing(5).of(new NumericColumn("x", new double[] {Double.NaN})))
                .isEmpty();
    }

    private Column move(Shift shift, Column column) {
        return shift.of(column).orElseThrow().move(column, random);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double share(CategoricalColumn column) {
        return Arrays.stream(column.codes()).filter(code -> code == 0).count()
                / (double) (column.size() - column.missing());
    }
}
