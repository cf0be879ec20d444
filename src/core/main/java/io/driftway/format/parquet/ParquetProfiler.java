package io.driftway.format.parquet;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.CellShape;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.table.Decimal;
import io.driftway.format.table.FileProfile;
import io.driftway.format.table.Inferred;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

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
                        inferred.notes(),
                        doubts(batch, inferred.fields(), given.keySet()));
            case Rejection rejection -> new FileProfile.Refused(rejection);
        };
    }

    /**
     * The profile of the columns that another profile has, with its types, and of those columns named besides whose types can be found out; others are skipped.
     *
     * @param open none of the other profile's; nothing is noted of one that is left out
     */
    public static FileProfile like(String name, Path file, Profile pinned, Set<String> open) {
        List<Field> fields = pinned.columns().stream()
                .map(column -> new Field(column.name(), column.type(), Role.FEATURE, categories(column)))
                .toList();
        return switch (ParquetReader.read(name, file, new Schema(fields, null))) {
            case Batch batch -> {
                List<ColumnProfile> columns = new ArrayList<>(
                        Profile.of(batch, fields.stream().map(Field::name).toList())
                                .columns());
                columns.addAll(found(name, file, open));
                yield new FileProfile.Summarised(
                        new Profile(batch.rows(), columns), batch.missing(), List.of(), Map.of());
            }
            case Rejection rejection -> new FileProfile.Refused(rejection);
        };
    }

    private static List<ColumnProfile> found(String name, Path file, Set<String> open) {
        if (open.isEmpty()) {
            return List.of();
        }
        Map<String, ColumnKind> others = new HashMap<>();
        ParquetReader.header(file).stream()
                .filter(column -> !open.contains(column))
                .forEach(column -> others.put(column, ColumnKind.SKIP));
        return infer(name, file, others) instanceof FileProfile.Summarised summarised
                ? summarised.profile().columns()
                : List.of();
    }

    private static List<String> categories(ColumnProfile column) {
        return column instanceof CategoricalProfile labels
                ? List.copyOf(labels.counts().keySet())
                : List.of();
    }

    private static FileProfile summarised(
            Batch batch, List<String> columns, List<String> notes, Map<String, FileProfile.Doubt> doubts) {
        return new FileProfile.Summarised(Profile.of(batch, columns), batch.missing(), notes, doubts);
    }

    private static Map<String, FileProfile.Doubt> doubts(Batch batch, List<Field> fields, Set<String> given) {
        Map<String, FileProfile.Doubt> doubts = new HashMap<>();
        for (Field field : fields) {
            if (!given.contains(field.name())
                    && batch.column(field.name()).orElseThrow() instanceof CategoricalColumn labels) {
                doubt(labels, field.role() == Role.IGNORED).ifPresent(doubt -> doubts.put(field.name(), doubt));
            }
        }
        return doubts;
    }

    private static Optional<FileProfile.Doubt> doubt(CategoricalColumn column, boolean leftOut) {
        boolean[] text = new boolean[column.dictionary().size()];
        boolean mixed = leftOut;
        for (int code = 0; code < text.length; code++) {
            text[code] = Double.isNaN(Decimal.parse(column.dictionary().get(code)));
            mixed |= !text[code];
        }
        if (!mixed) {
            return Optional.empty();
        }
        return IntStream.range(0, column.size())
                .filter(row -> column.codes()[row] >= 0 && text[column.codes()[row]])
                .boxed()
                .findFirst()
                .map(row -> new FileProfile.Doubt(
                        "row " + (row + 1) + " has "
                                + CellShape.of(column.dictionary().get(column.codes()[row])),
                        column.missing()));
    }
}
