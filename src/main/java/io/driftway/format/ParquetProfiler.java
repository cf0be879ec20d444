package io.driftway.format;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Profiles of Parquet files, by way of their columns in memory. */
public final class ParquetProfiler {

    private ParquetProfiler() {}

    /**
     * The profile of the columns whose type is given or can be found out, as {@link ParquetReader#infer} says.
     *
     * @param given kinds by column that are not to be guessed; each must be in the file
     */
    public static FileProfile infer(String name, Path file, Map<String, ColumnKind> given) {
        Inferred inferred = ParquetReader.infer(name, file, given);
        return switch (inferred.decoded()) {
            case Batch batch ->
                summarised(
                        batch,
                        inferred.fields().stream()
                                .filter(field -> field.role() == Role.FEATURE)
                                .map(Field::name)
                                .toList(),
                        inferred.notes());
            case Rejection rejection -> new FileProfile.Refused(rejection);
        };
    }

    /** The profile of the columns that another profile has, with its types; others are skipped. */
    public static FileProfile like(String name, Path file, Profile pinned) {
        List<Field> fields = pinned.columns().stream()
                .map(column -> new Field(column.name(), column.type(), Role.FEATURE, categories(column)))
                .toList();
        return switch (ParquetReader.read(name, file, new Schema(fields, null))) {
            case Batch batch ->
                summarised(batch, fields.stream().map(Field::name).toList(), List.of());
            case Rejection rejection -> new FileProfile.Refused(rejection);
        };
    }

    private static List<String> categories(ColumnProfile column) {
        return column instanceof CategoricalProfile labels
                ? List.copyOf(labels.counts().keySet())
                : List.of();
    }

    private static FileProfile summarised(Batch batch, List<String> columns, List<String> notes) {
        return new FileProfile.Summarised(Profile.of(batch, columns), batch.missing(), notes);
    }
}
