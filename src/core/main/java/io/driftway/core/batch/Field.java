package io.driftway.core.batch;

import java.util.List;
import java.util.Objects;

/**
 * Describes one column of a {@link Schema}.
 *
 * <p>The constructor throws {@link IllegalArgumentException} for an empty name, and for a numeric column with categories.
 *
 * @param name as in the header row, exact
 * @param type how its values are compared; of no meaning for {@link Role#ID} and {@link Role#IGNORED}
 * @param role what it is for
 * @param categories the known categories of a {@link ColumnType#CAT} feature or target, in the order of their codes; else empty
 */
public record Field(String name, ColumnType type, Role role, List<String> categories) {
    public Field {
        Objects.requireNonNull(type);
        Objects.requireNonNull(role);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name");
        }
        categories = List.copyOf(categories);
        if (type == ColumnType.NUM && !categories.isEmpty()) {
            throw new IllegalArgumentException("column " + name + " is numeric and can have no categories");
        }
    }
}
