package io.driftway.core.profile;

import io.driftway.core.batch.ColumnType;
import java.util.Collections;

/** A column summarised exactly. */
public sealed interface ColumnProfile permits NumericProfile, CategoricalProfile {

    String name();

    ColumnType type();

    /** Cells without a value. */
    long missing();

    /** Cells with a value that takes part in statistics: neither missing nor infinite. */
    long present();

    /** Distinct values among the present ones. */
    int distinct();

    /**
     * The profile of both columns' cells together.
     *
     * @throws IllegalArgumentException when the other is of another type
     */
    ColumnProfile merge(ColumnProfile other);

    /** A column of this type in which no cell has a value that can be compared. */
    static ColumnProfile withoutValues(String name, ColumnType type, long missing) {
        return switch (type) {
            case NUM -> new NumericProfile(name, new double[0], new long[0], missing, 0);
            case CAT -> new CategoricalProfile(name, Collections.emptySortedMap(), missing);
        };
    }
}
