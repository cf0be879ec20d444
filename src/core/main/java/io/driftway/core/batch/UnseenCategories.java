package io.driftway.core.batch;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Counts the cells of a feature whose category the schema does not have. It names no category.
 *
 * @param column the feature, made printable
 * @param rows that have such a category, at least 1
 * @param distinct how many different ones there are, at least 1
 */
public record UnseenCategories(String column, long rows, int distinct) {

    /** Counts for each feature that has such cells, in the order of the schema. Missing cells have no category and do not count. */
    public static List<UnseenCategories> of(Batch batch, Schema schema) {
        List<UnseenCategories> found = new ArrayList<>();
        for (Field field : schema.features()) {
            if (batch.column(field.name()).orElse(null) instanceof CategoricalColumn labels) {
                UnseenCategories unseen = of(labels, field);
                if (unseen.rows() > 0) {
                    found.add(unseen);
                }
            }
        }
        return found;
    }

    private static UnseenCategories of(CategoricalColumn labels, Field field) {
        Set<String> known = Set.copyOf(field.categories());
        BitSet unseen = new BitSet();
        for (int code = 0; code < labels.dictionary().size(); code++) {
            unseen.set(code, !known.contains(labels.dictionary().get(code)));
        }
        BitSet met = new BitSet();
        long rows = 0;
        for (int code : labels.codes()) {
            if (code >= 0 && unseen.get(code)) {
                met.set(code);
                rows++;
            }
        }
        return new UnseenCategories(Printable.of(field.name()), rows, met.cardinality());
    }

    /**
     * Returns one line for a person.
     *
     * @param all rows of the batch
     */
    public String line(long all) {
        return String.format(
                Locale.ROOT,
                "column %s: %,d of %,d rows have a category that the model does not know (distinct: %,d)",
                column,
                rows,
                all,
                distinct);
    }
}
