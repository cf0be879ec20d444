package io.driftway.core.profile;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A batch summarised, column by column. Holds no row.
 *
 * @param rows rows summarised
 * @param columns names distinct
 */
public record Profile(long rows, List<ColumnProfile> columns) {

    /** Categories that are kept of a column where profiles are stored or exported; the rest is {@value CategoricalProfile#OTHER}. */
    public static final int MAX_CATEGORIES = 50;

    /** Fewer cells are not worth a second thread. */
    private static final int MIN_SHARED_CELLS = 1_000_000;

    public Profile {
        columns = List.copyOf(columns);
    }

    /**
     * Summarises the columns named, in that order; exact, nothing is capped.
     *
     * @throws IllegalArgumentException when the batch lacks one of them, or it names rows
     */
    public static Profile of(Batch batch, Collection<String> columnNames) {
        Stream<String> names = (long) batch.rows() * columnNames.size() < MIN_SHARED_CELLS
                ? columnNames.stream()
                : columnNames.parallelStream();
        return new Profile(
                batch.rows(),
                names.map(name -> of(batch.column(name)
                                .orElseThrow(
                                        () -> new IllegalArgumentException(batch.name() + " has no column " + name))))
                        .toList());
    }

    private static ColumnProfile of(Column column) {
        return switch (column) {
            case NumericColumn numbers -> NumericProfile.of(numbers);
            case CategoricalColumn labels -> CategoricalProfile.of(labels);
            case IdColumn ids ->
                throw new IllegalArgumentException("column " + ids.name() + " names rows: nothing to summarise");
        };
    }

    public Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /**
     * The profile of both batches' rows together; the same in any order and grouping.
     *
     * @throws IllegalArgumentException unless both have the same columns with the same types
     */
    public Profile merge(Profile other) {
        if (columns.size() != other.columns.size()) {
            throw new IllegalArgumentException(
                    "profiles of " + columns.size() + " and of " + other.columns.size() + " columns cannot be merged");
        }
        return new Profile(
                rows + other.rows,
                columns.stream()
                        .map(column -> column.merge(other.column(column.name())
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "only one profile has a column " + column.name()))))
                        .toList());
    }

    /** The type of each column by its name, in order. */
    public Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    /** The columns that the other profile has too, in this one's order. */
    public Profile like(Profile other) {
        return new Profile(
                rows,
                columns.stream()
                        .filter(column -> other.column(column.name()).isPresent())
                        .toList());
    }

    /** The columns but the one of this name. */
    public Profile without(String name) {
        return new Profile(
                rows,
                columns.stream().filter(column -> !column.name().equals(name)).toList());
    }

    /** The columns, and this one after them. It may be of other rows. */
    public Profile with(ColumnProfile column) {
        return new Profile(
                rows, Stream.concat(columns.stream(), Stream.of(column)).toList());
    }

    /** With at most so many categories for each column, the most frequent ones, and the rest counted together. */
    public Profile capped(int maxCategories) {
        return new Profile(
                rows,
                columns.stream()
                        .<ColumnProfile>map(column -> switch (column) {
                            case NumericProfile numbers -> numbers;
                            case CategoricalProfile labels -> labels.capped(maxCategories);
                        })
                        .toList());
    }
}
