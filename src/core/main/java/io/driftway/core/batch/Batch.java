package io.driftway.core.batch;

import java.util.List;
import java.util.Optional;

/**
 * The rows of one file, as columns.
 *
 * @param name where the rows came from, for messages
 * @param columns of equal length, names distinct
 * @param rows their length
 * @param warnings about the file, which is read all the same
 */
public record Batch(String name, List<Column> columns, int rows, List<BatchWarning> warnings) implements Decoded {

    /** Without warnings. */
    public Batch(String name, List<Column> columns, int rows) {
        this(name, columns, rows, List.of());
    }

    public Batch {
        columns = List.copyOf(columns);
        warnings = List.copyOf(warnings);
        for (Column column : columns) {
            if (column.size() != rows) {
                throw new IllegalArgumentException(
                        "column " + column.name() + " has " + column.size() + " rows, the batch has " + rows);
            }
        }
    }

    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** Missing cells over all columns. */
    public long missing() {
        return columns.stream().mapToLong(Column::missing).sum();
    }

    /** The batch of these rows alone, in this order. */
    public Batch select(int[] selected) {
        return new Batch(
                name, columns.stream().map(column -> column.select(selected)).toList(), selected.length);
    }
}
