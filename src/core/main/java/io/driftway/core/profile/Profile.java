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
 * Summarises a batch column by column, and holds no row. A {@code DriftMethod} needs nothing else of either side.
 *
 * <p>A profile of a batch in memory is exact, and profiles of parts {@linkplain #merge merge} into the profile of the whole. Numbers are
 * {@linkplain NumericProfile#atMost coarsened} where memory is bounded, and rare categories are {@linkplain #capped counted together} where
 * a profile is stored or exported.
 *
 * @param rows rows summarised
 * @param columns one per column, with distinct names
 */
public record Profile(long rows, List<ColumnProfile> columns) {

    /** Most categories that a stored or exported profile keeps of a column; it counts the others as {@value CategoricalProfile#OTHER}. */
    public static final int MAX_CATEGORIES = 50;

    /** Fewer cells are not worth a second thread. */
    private static final int MIN_SHARED_CELLS = 1_000_000;

    public Profile {
        columns = List.copyOf(columns);
    }

    /**
     * Summarises some columns, exactly.
     *
     * @param columnNames in the order of the profile
     * @throws IllegalArgumentException when the batch lacks one of them, or one is an {@link IdColumn}
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

    /** Returns the column of exactly this name; empty where the profile has none. */
    public Optional<ColumnProfile> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /**
     * Returns the profile of both batches' rows together. Any order and grouping of merges gives the same.
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

    /** Returns the type of each column by its name, in the order of the columns. */
    public Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        columns.forEach(column -> types.put(column.name(), column.type()));
        return types;
    }

    /** Returns this one with only the columns that the other profile has too, in the order of this one. */
    public Profile like(Profile other) {
        return new Profile(
                rows,
                columns.stream()
                        .filter(column -> other.column(column.name()).isPresent())
                        .toList());
    }

    /** Returns this one without the column of this name. */
    public Profile without(String name) {
        return new Profile(
                rows,
                columns.stream().filter(column -> !column.name().equals(name)).toList());
    }

    /** Returns this one with one more column at the end. That column may be of other rows. */
    public Profile with(ColumnProfile column) {
        return new Profile(
                rows, Stream.concat(columns.stream(), Stream.of(column)).toList());
    }

    /** Returns this one with at most so many distinct values of each column of numbers, see {@link NumericProfile#atMost}. */
    public Profile atMost(int maxNumbers) {
        return new Profile(
                rows,
                columns.stream()
                        .map(column -> column instanceof NumericProfile numbers ? numbers.atMost(maxNumbers) : column)
                        .toList());
    }

    /**
     * Returns this one with a bounded number of categories per column.
     *
     * @param maxCategories that each column keeps, the most frequent ones; the rest is counted together as {@value CategoricalProfile#OTHER}
     */
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
