package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Schema;

/** How well a model does on rows whose labels are known. */
public final class Evaluation {

    private Evaluation() {}

    /**
     * On the labelled rows of the batch that {@link Holdout} holds out: rows that no model of this project was ever trained on.
     *
     * @param labelled has the target of the model's schema, as a categorical column
     */
    public static Metrics onHeldOutRows(Model model, Batch labelled) {
        Schema schema = model.manifest().schema();
        CategoricalColumn target = (CategoricalColumn)
                labelled.column(schema.target().orElseThrow().name()).orElseThrow();
        int[] rows =
                Holdout.of(labelled, schema, row -> target.codes()[row] >= 0).heldOut();
        int positive = target.dictionary().indexOf(schema.positive());
        boolean[] truth = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            truth[i] = target.codes()[rows[i]] == positive;
        }
        return Metrics.of(model.score(labelled.select(rows)).probabilities(), truth);
    }
}
