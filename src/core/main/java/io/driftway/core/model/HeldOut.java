package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Schema;

/**
 * Holds labelled rows, with the truth, that no model of this project was ever trained on: those that {@link Holdout} holds out, or all that an
 * imported model comes with.
 *
 * @param rows all columns, the target among them
 * @param positive whether a row is of the positive class, one per row
 */
@SuppressWarnings("ArrayRecordComponent")
public record HeldOut(Batch rows, boolean[] positive) {

    public HeldOut {
        if (positive.length != rows.rows()) {
            throw new IllegalArgumentException(positive.length + " labels for " + rows.rows() + " rows");
        }
    }

    /**
     * The labelled rows of the batch that are held out.
     *
     * @param labelled has the target of the schema, as a categorical column
     */
    public static HeldOut of(Batch labelled, Schema schema) {
        CategoricalColumn target = (CategoricalColumn)
                labelled.column(schema.target().orElseThrow().name()).orElseThrow();
        int[] rows =
                Holdout.of(labelled, schema, row -> target.codes()[row] >= 0).heldOut();
        return new HeldOut(
                labelled.select(rows), BinaryClassification.of(schema).truth(target, rows));
    }
}
