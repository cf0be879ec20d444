package io.driftway.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ImportanceTest {

    private static final List<Field> FEATURES = List.of(
            new Field("noise", ColumnType.NUM, Role.FEATURE, List.of()),
            new Field("signal", ColumnType.NUM, Role.FEATURE, List.of()));

    private static final Function<Batch, float[]> SIGNAL = batch -> {
        double[] values = ((NumericColumn) batch.column("signal").orElseThrow()).values();
        float[] probabilities = new float[values.length];
        for (int row = 0; row < values.length; row++) {
            probabilities[row] = (float) values[row];
        }
        return probabilities;
    };

    private static HeldOut rows(int rows, boolean labelled) {
        Random random = new Random(1);
        double[] noise = random.doubles(rows).toArray();
        double[] signal = random.doubles(rows).toArray();
        boolean[] positive = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            positive[row] = labelled && signal[row] > 0.5;
        }
        return new HeldOut(
                new Batch(
                        "rows", List.of(new NumericColumn("noise", noise), new NumericColumn("signal", signal)), rows),
                positive);
    }

    /** The signal ranks perfectly, AUC 1; dealt anew it ranks by chance, AUC 0.5 with a deviation of sqrt(1 / 3n) = 0.009 at most. */
    @Test
    void whatTheModelUsesIsWorthWhatItRanksAndWhatItDoesNotUseIsWorthNothing() {
        Map<String, Importance> importance = Importance.of(rows(4_000, true), FEATURES, SIGNAL, 1);
        assertThat(importance.keySet()).containsExactly("signal", "noise");
        assertThat(importance.get("noise")).isEqualTo(new Importance(0, 0));
        assertThat(importance.get("signal").mean()).isCloseTo(0.5, within(0.03));
        assertThat(importance.get("signal").sd()).isBetween(0.001, 0.02);
    }

    @Test
    void manyRowsCostNoMoreThanTheCap() {
        HeldOut many = rows(Importance.MAX_ROWS + 5_000, true);
        Importance.of(
                many,
                FEATURES,
                batch -> {
                    assertThat(batch.rows()).isEqualTo(Importance.MAX_ROWS);
                    return SIGNAL.apply(batch);
                },
                1);
    }

    @Test
    void withOneClassThereIsNothingToMeasure() {
        assertThat(Importance.of(rows(100, false), FEATURES, SIGNAL, 1)).isEmpty();
    }
}
