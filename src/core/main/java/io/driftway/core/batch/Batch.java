package io.driftway.core.batch;

import java.util.List;
import java.util.Optional;

/**
 * Holds the rows of one file as typed columns. A {@link BatchReader} makes it by a {@link Schema}, which pins the types.
 *
 * @param name where the rows came from, for messages
 * @param columns of {@code rows} cells each, with distinct names; their arrays are shared, and nobody may change them
 * @param rows how many there are, at least 0
 * @param warnings about the file; they do not keep the batch from its verdict
 */
public record Batch(String name, List<Column> columns, int rows, List<BatchWarning> warnings) implements Decoded {

    /** Makes a batch without warnings. */
    public Batch(String name, List<Column> columns, int rows) {
        this(name, columns, rows, List.of());
    }

    /**
     * Refuses columns of another length.
     *
     * @throws IllegalArgumentException when a column does not have {@code rows} cells
     */
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

    /** Returns the column of exactly this name; empty where the batch has none. */
    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** Returns how many cells of all columns have no value. */
    public long missing() {
        return columns.stream().mapToLong(Column::missing).sum();
    }

    /**
     * Returns a batch of some rows, without warnings.
     *
     * @param selected rows to take, each from 0 to {@code rows - 1}, in their new order; a row may be taken several times
     */
    public Batch select(int[] selected) {
        return new Batch(
                name, columns.stream().map(column -> column.select(selected)).toList(), selected.length);
    }
}
