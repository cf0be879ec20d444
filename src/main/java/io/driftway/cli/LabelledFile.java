package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.ScoredBatch;
import io.driftway.format.ColumnKind;
import io.driftway.format.Inferred;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows with labels, and the schema that it suggests.
 *
 * @param rows the file
 * @param schema its columns, types guessed where they were not given
 * @param notes on columns that are left out
 */
record LabelledFile(DataFile rows, Schema schema, List<String> notes) {

    private static final List<String> USUAL_POSITIVES = List.of("Yes", "yes", "1", "true", "True", "TRUE");

    /**
     * Reads the file once to see what its columns are.
     *
     * @param id names the rows; null where nothing does
     * @param positive the class whose probability is given; null for the usual one
     * @param types of columns that would be guessed wrong
     */
    static LabelledFile of(
            Path data, String target, @Nullable String id, @Nullable String positive, Map<String, ColumnKind> types) {
        DataFile rows = DataFile.of(data);
        Inferred inferred = rows.infer(given(target, id, types));
        if (inferred.decoded() instanceof Rejection rejection) {
            throw new BadInput(rejection);
        }
        return new LabelledFile(rows, schema(data, inferred.fields(), target, id, positive), inferred.notes());
    }

    Batch batch() {
        return rows.batch(schema);
    }

    /** What will be compared with what comes later: the features and the prediction. */
    Map<String, ColumnType> compared() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        schema.features().forEach(feature -> types.put(feature.name(), feature.type()));
        types.put(ScoredBatch.PREDICTION, ColumnType.NUM);
        return types;
    }

    private static Map<String, ColumnKind> given(String target, @Nullable String id, Map<String, ColumnKind> types) {
        Map<String, ColumnKind> given = new LinkedHashMap<>(types);
        given.put(target, ColumnKind.CAT);
        if (id != null) {
            if (id.equals(target)) {
                throw new BadInput("--id and --target are both " + id + "; name two columns");
            }
            given.put(id, ColumnKind.SKIP);
        }
        return given;
    }

    private static Schema schema(
            Path data, List<Field> found, String target, @Nullable String id, @Nullable String positive) {
        List<Field> fields = new ArrayList<>();
        if (id != null) {
            fields.add(new Field(id, ColumnType.CAT, Role.ID, List.of()));
        }
        for (Field field : found) {
            boolean isTarget = field.name().equals(target);
            fields.add(isTarget ? new Field(target, ColumnType.CAT, Role.TARGET, field.categories()) : field);
        }
        return new Schema(fields, positive == null ? positive(data, found, target) : positive);
    }

    private static String positive(Path data, List<Field> found, String target) {
        List<String> classes = found.stream()
                .filter(field -> field.name().equals(target))
                .flatMap(field -> field.categories().stream())
                .toList();
        return USUAL_POSITIVES.stream()
                .filter(classes::contains)
                .findFirst()
                .orElseThrow(() -> new BadInput(data + ": none of the classes of " + target + " ("
                        + classes.stream().limit(5).collect(Collectors.joining(", "))
                        + ") is Yes, 1 or true; say with --positive which one the probability is of"));
    }
}
