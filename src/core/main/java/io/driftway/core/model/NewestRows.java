package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Schema;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps one row per id. Where an id came several times, the last labelled row that has it stands for it, so that a corrected or newer row
 * replaces the older one in training and in evaluation alike. Rows without an id are all kept; rows without a label teach nothing and
 * replace nothing.
 *
 * <p>{@link Holdout} looks at the id alone, so the row that replaces another is on the same side as the one it replaces.
 */
public final class NewestRows {

    private NewestRows() {}

    /**
     * The labelled rows that stand, in their order.
     *
     * @param labelled oldest rows first; has the target of the schema, as a categorical column
     */
    public static Batch of(Batch labelled, Schema schema) {
        CategoricalColumn target = (CategoricalColumn)
                labelled.column(schema.target().orElseThrow().name()).orElseThrow();
        IdColumn ids =
                (IdColumn) schema.id().flatMap(id -> labelled.column(id.name())).orElse(null);
        Set<String> seen = new HashSet<>();
        BitSet kept = new BitSet(labelled.rows());
        for (int row = labelled.rows() - 1; row >= 0; row--) {
            if (target.codes()[row] >= 0
                    && (ids == null || ids.values()[row].isEmpty() || seen.add(ids.values()[row]))) {
                kept.set(row);
            }
        }
        return kept.cardinality() == labelled.rows()
                ? labelled
                : labelled.select(kept.stream().toArray());
    }
}
