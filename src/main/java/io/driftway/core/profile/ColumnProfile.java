package io.driftway.core.profile;

/** A column summarised exactly. */
public sealed interface ColumnProfile permits NumericProfile, CategoricalProfile {

    String name();

    /** Cells without a value. */
    long missing();

    /** Cells with a value that takes part in statistics: neither missing nor infinite. */
    long present();

    /** Distinct values among the present ones. */
    int distinct();
}
