package io.driftway.core.profile;

import io.driftway.core.batch.ColumnType;
import java.util.Collections;

/** Summarises one column: how often each value occurs, and how many cells have none. */
public sealed interface ColumnProfile permits NumericProfile, CategoricalProfile {

    /** Returns the name of the column. */
    String name();

    /** Returns how the values of the column are compared. */
    ColumnType type();

    /** Returns how many cells have no value. */
    long missing();

    /** Returns how many cells take part in statistics: those that are neither missing nor infinite. */
    long present();

    /** Returns how many distinct values the present cells have. */
    int distinct();

    /**
     * Returns the profile of both columns' cells together.
     *
     * @throws IllegalArgumentException when the other is of another type
     */
    ColumnProfile merge(ColumnProfile other);

    /**
     * Returns a column without any value.
     *
     * @param missing cells that it has
     */
    static ColumnProfile withoutValues(String name, ColumnType type, long missing) {
        return switch (type) {
            case NUM -> new NumericProfile(name, new double[0], new long[0], missing, 0);
            case CAT -> new CategoricalProfile(name, Collections.emptySortedMap(), missing);
        };
    }
}
