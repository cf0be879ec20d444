package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Measures how much a model relies on a feature: by how much its AUC on held-out rows falls when the feature's values are dealt out anew among the
 * rows, all else left as it is. About 0 for a feature that the model does not use; below 0 by chance only. Two features that say the same
 * share what they are worth. Breiman (2001), "Random forests", Machine Learning 45, section 10; as a property of any model Fisher, Rudin
 * and Dominici (2019), "All models are wrong, but many are useful", JMLR 20.
 *
 * @param mean fall of the AUC over {@value #PERMUTATIONS} deals
 * @param sd its standard deviation from deal to deal (n - 1)
 */
public record Importance(double mean, double sd) {

    /** How often the values of a feature are dealt out anew. */
    public static final int PERMUTATIONS = 5;

    /** Of more rows, so many are taken, evenly spaced: scoring costs features times deals times rows. */
    public static final int MAX_ROWS = 20_000;

    /**
     * Of each feature, the most important first. Empty where the AUC is undefined.
     *
     * @param score gives each row of a batch its probability
     * @param features as in the schema
     */
    public static Map<String, Importance> of(
            HeldOut heldOut, List<Field> features, Function<Batch, float[]> score, long seed) {
        HeldOut some = capped(heldOut);
        double whole = BinaryClassification.quality(score.apply(some.rows()), some.positive())
                .of(Metric.AUC);
        if (Double.isNaN(whole)) {
            return Map.of();
        }
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Importance> found = new LinkedHashMap<>();
        for (Field feature : features) {
            double[] falls = new double[PERMUTATIONS];
            for (int deal = 0; deal < PERMUTATIONS; deal++) {
                Batch dealt = dealt(some.rows(), feature.name(), random);
                falls[deal] = whole
                        - BinaryClassification.quality(score.apply(dealt), some.positive())
                                .of(Metric.AUC);
            }
            found.put(feature.name(), of(falls));
        }
        Map<String, Importance> ordered = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -entry.getValue().mean()))
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(ordered);
    }

    private static Importance of(double[] falls) {
        double mean = 0;
        for (double fall : falls) {
            mean += fall / falls.length;
        }
        double squares = 0;
        for (double fall : falls) {
            squares += (fall - mean) * (fall - mean);
        }
        return new Importance(mean, Math.sqrt(squares / (falls.length - 1)));
    }

    private static HeldOut capped(HeldOut heldOut) {
        int rows = heldOut.positive().length;
        if (rows <= MAX_ROWS) {
            return heldOut;
        }
        int[] chosen = IntStream.range(0, MAX_ROWS)
                .map(i -> (int) ((long) rows * i / MAX_ROWS))
                .toArray();
        boolean[] positive = new boolean[MAX_ROWS];
        for (int i = 0; i < MAX_ROWS; i++) {
            positive[i] = heldOut.positive()[chosen[i]];
        }
        return new HeldOut(heldOut.rows().select(chosen), positive);
    }

    /** The batch with one column shuffled, by Fisher and Yates. */
    private static Batch dealt(Batch batch, String feature, SplittableRandom random) {
        int[] rows = IntStream.range(0, batch.rows()).toArray();
        for (int i = rows.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int row = rows[i];
            rows[i] = rows[other];
            rows[other] = row;
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : batch.columns()) {
            columns.add(column.name().equals(feature) ? column.select(rows) : column);
        }
        return new Batch(batch.name(), columns, batch.rows());
    }
}
