package io.driftway.core.estimate;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import java.util.BitSet;

/**
 * Measures how much of a batch lies where the model was never trained. A row is outside when any feature is: a number below the least or
 * above the greatest of the reference, an infinity, a category that the reference does not have, or a missing value where the reference
 * misses none. This is a box around the data, so it does not see a combination of usual values that never occurred together.
 */
public final class Support {

    private Support() {}

    /**
     * Counts the rows outside.
     *
     * @throws IllegalArgumentException when the batch lacks a feature of the schema
     */
    public static long outside(Batch batch, Schema schema, Profile reference) {
        BitSet outside = new BitSet(batch.rows());
        for (Field feature : schema.features()) {
            Column column = batch.column(feature.name())
                    .orElseThrow(() -> new IllegalArgumentException(batch.name() + " has no column " + feature.name()));
            reference.column(feature.name()).ifPresent(profile -> mark(column, profile, feature, outside));
        }
        return outside.cardinality();
    }

    private static void mark(Column column, ColumnProfile profile, Field feature, BitSet outside) {
        if (column instanceof NumericColumn numbers && profile instanceof NumericProfile known) {
            mark(numbers, known, outside);
        } else if (column instanceof CategoricalColumn labels && profile instanceof CategoricalProfile known) {
            mark(labels, known, feature, outside);
        }
    }

    private static void mark(NumericColumn numbers, NumericProfile known, BitSet outside) {
        int distinct = known.distinct();
        double least = distinct == 0 ? Double.NaN : known.values()[0];
        double greatest = distinct == 0 ? Double.NaN : known.values()[distinct - 1];
        double[] values = numbers.values();
        for (int row = 0; row < values.length; row++) {
            boolean inside =
                    Double.isNaN(values[row]) ? known.missing() > 0 : values[row] >= least && values[row] <= greatest;
            if (!inside) {
                outside.set(row);
            }
        }
    }

    /** Where rare categories were folded together in the reference, those of the schema count as known. */
    private static void mark(CategoricalColumn labels, CategoricalProfile known, Field feature, BitSet outside) {
        boolean folded = known.counts().containsKey(CategoricalProfile.OTHER);
        boolean[] inside = new boolean[labels.dictionary().size() + 1];
        inside[0] = known.missing() > 0;
        for (int code = 0; code + 1 < inside.length; code++) {
            String label = labels.dictionary().get(code);
            inside[code + 1] = known.counts().containsKey(label)
                    || (folded && feature.categories().contains(label));
        }
        for (int row = 0; row < labels.codes().length; row++) {
            if (!inside[labels.codes()[row] + 1]) {
                outside.set(row);
            }
        }
    }
}
