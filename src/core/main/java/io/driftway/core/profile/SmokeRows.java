package io.driftway.core.profile;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.SmokeRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes up rows from each feature's own distribution. With n rows, each feature takes its values at the probabilities 1/2n, 3/2n, ... in an
 * order of its own, so that its whole range is visited and no row is a customer's. One last row has no value at all. Source: McKay, Beckman
 * and Conover (1979), Latin hypercube sampling.
 */
public final class SmokeRows {

    private SmokeRows() {}

    /**
     * Draws as many rows as a manifest takes, {@value SmokeRow#MAX_ROWS}.
     *
     * @param reference has each feature of the schema
     * @return cells by row, in the order of the schema's features; null where a cell has no value
     * @throws java.util.NoSuchElementException when the reference lacks a feature
     */
    public static List<List<@Nullable String>> draw(Schema schema, Profile reference, long seed) {
        int drawn = SmokeRow.MAX_ROWS - 1;
        SplittableRandom random = new SplittableRandom(seed);
        List<Field> features = schema.features();
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int row = 0; row <= drawn; row++) {
            rows.add(new ArrayList<>(Collections.nCopies(features.size(), null)));
        }
        for (int feature = 0; feature < features.size(); feature++) {
            ColumnProfile column =
                    reference.column(features.get(feature).name()).orElseThrow();
            int[] order = order(drawn, random);
            for (int row = 0; row < drawn; row++) {
                rows.get(row).set(feature, at((order[row] + 0.5) / drawn, column));
            }
        }
        return rows;
    }

    private static int[] order(int length, SplittableRandom random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /** The value that so much of the column lies below. */
    private static @Nullable String at(double share, ColumnProfile column) {
        double rest = share * column.present();
        switch (column) {
            case NumericProfile numbers -> {
                for (int i = 0; i < numbers.distinct(); i++) {
                    rest -= numbers.counts()[i];
                    if (rest <= 0) {
                        return Double.toString(numbers.values()[i]);
                    }
                }
            }
            case CategoricalProfile labels -> {
                for (Map.Entry<String, Long> label : labels.counts().entrySet()) {
                    rest -= label.getValue();
                    if (rest <= 0) {
                        return label.getKey();
                    }
                }
            }
        }
        return null;
    }
}
