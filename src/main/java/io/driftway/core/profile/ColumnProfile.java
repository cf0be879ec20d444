package io.driftway.core.profile;

import io.driftway.core.batch.ColumnType;

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
}
