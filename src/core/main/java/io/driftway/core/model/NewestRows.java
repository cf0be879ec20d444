package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Batches;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.RowHashes;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

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
     * Returns the labelled rows that stand, in their order, as one batch. It empties the list and lets go of the parts column by column, so that parts and batch
     * together never take much more memory than the parts.
     *
     * @param name of the batch, for messages
     * @param parts at least one, which can be removed, oldest rows first; each has the target of the schema, as a categorical column
     */
    public static Batch take(String name, List<Batch> parts, Schema schema) {
        Set<Long> repeated = RowHashes.repeated(parts.stream()
                .flatMap(part -> ids(part, schema).stream())
                .flatMapToLong(ids -> Arrays.stream(ids.values()).mapToLong(RowHashes::of))
                .toArray());
        Set<String> seen = new HashSet<>();
        List<BitSet> standing = new ArrayList<>();
        for (Batch part : parts.reversed()) {
            standing.addFirst(standing(part, schema, id -> !repeated.contains(RowHashes.of(id)) || seen.add(id)));
        }
        return Batches.take(name, parts, standing);
    }

    /** @param isNew whether no newer row has this id; asked once for each labelled row with an id, newest first */
    private static BitSet standing(Batch part, Schema schema, Predicate<String> isNew) {
        CategoricalColumn target = (CategoricalColumn)
                part.column(schema.target().orElseThrow().name()).orElseThrow();
        IdColumn ids = ids(part, schema).orElse(null);
        BitSet standing = new BitSet(part.rows());
        for (int row = part.rows() - 1; row >= 0; row--) {
            if (target.codes()[row] >= 0
                    && (ids == null || ids.values()[row].isEmpty() || isNew.test(ids.values()[row]))) {
                standing.set(row);
            }
        }
        return standing;
    }

    private static Optional<IdColumn> ids(Batch part, Schema schema) {
        return schema.id().flatMap(id -> part.column(id.name())).map(IdColumn.class::cast);
    }
}
