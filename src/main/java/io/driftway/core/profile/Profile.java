package io.driftway.core.profile;

import java.util.List;
import java.util.Optional;

/**
 * A batch summarised, column by column. Holds no row.
 *
 * @param rows rows summarised
 * @param columns names distinct
 */
public record Profile(long rows, List<ColumnProfile> columns) {
    public Profile {
        columns = List.copyOf(columns);
    }

    public Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
