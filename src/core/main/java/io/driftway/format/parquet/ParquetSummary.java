package io.driftway.format.parquet;

import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.table.FileProfile;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of a column.
 *
 * @param profile null where the column is left out
 * @param note why it is left out, for a person; null where it is not
 * @param doubt null where there is none
 * @param missing cells without a value
 */
record ParquetSummary(
        String name,
        @Nullable ColumnProfile profile,
        @Nullable String note,
        FileProfile.@Nullable Doubt doubt,
        long missing) {

    /** A label in a sorted map, with its count and its text. */
    private static final int BYTES_OF_LABEL = 112;

    static ParquetSummary of(ColumnProfile profile) {
        return new ParquetSummary(profile.name(), profile, null, null, profile.missing());
    }

    /** How many bytes of memory it takes. */
    long heldBytes() {
        return switch (profile) {
            case NumericProfile numbers -> 2L * Long.BYTES * numbers.distinct();
            case CategoricalProfile labels ->
                (long) BYTES_OF_LABEL * labels.distinct()
                        + labels.counts().keySet().stream()
                                .mapToLong(String::length)
                                .sum();
            case null -> 0;
        };
    }
}
