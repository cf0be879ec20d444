package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.ScoredBatch;
import io.driftway.format.table.Inferred;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of rows with labels, and the schema that it suggests.
 *
 * @param rows the file
 * @param schema its columns, types guessed where they were not given
 * @param notes on columns and rows that are left out
 */
record LabelledFile(DataFile rows, Schema schema, List<String> notes) {

    private static final List<String> USUAL_POSITIVES =
            List.of("Yes", "yes", "YES", "1", "1.0", "true", "True", "TRUE", "Y", "y");

    /**
     * Reads the file once to see what its columns are.
     *
     * @param labelling what is known of them
     */
    static LabelledFile of(Path data, Labelling labelling) {
        DataFile rows = DataFile.of(data);
        List<String> header = rows.header();
        Inferred inferred = rows.infer(labelling.kinds(header));
        if (inferred.decoded() instanceof Rejection rejection) {
            throw new BadInput(rejection);
        }
        String target = labelling.target();
        String given = labelling.positive();
        String positive = given == null ? positive(data, inferred.fields(), target) : given;
        List<String> notes = new ArrayList<>(inferred.notes());
        notes.addAll(labelling.notes(header));
        long unlabelled =
                ((Batch) inferred.decoded()).column(target).orElseThrow().missing();
        if (unlabelled > 0) {
            notes.add(String.format(Locale.ROOT, "%,d rows without %s", unlabelled, target));
        }
        return new LabelledFile(rows, schema(inferred.fields(), target, labelling.id(), positive), notes);
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

    /** @param found the columns that were read, the target among them */
    static Schema schema(List<Field> found, String target, @Nullable String id, String positive) {
        List<Field> fields = new ArrayList<>();
        if (id != null) {
            fields.add(new Field(id, ColumnType.CAT, Role.ID, List.of()));
        }
        for (Field field : found) {
            boolean isTarget = field.name().equals(target);
            fields.add(isTarget ? new Field(target, ColumnType.CAT, Role.TARGET, field.categories()) : field);
        }
        return new Schema(fields, positive);
    }

    private static String positive(Path data, List<Field> found, String target) {
        List<String> classes = found.stream()
                .filter(field -> field.name().equals(target))
                .flatMap(field -> field.categories().stream())
                .toList();
        return usualPositive(classes)
                .orElseThrow(() -> new BadInput(data + ": none of the classes of " + target + " ("
                        + classes.stream().limit(5).collect(Collectors.joining(", "))
                        + ") is Yes, 1 or true; say with --positive which one the probability is of"));
    }

    /** The class that means yes, where one is written so. */
    static Optional<String> usualPositive(List<String> classes) {
        return USUAL_POSITIVES.stream().filter(classes::contains).findFirst();
    }
}
