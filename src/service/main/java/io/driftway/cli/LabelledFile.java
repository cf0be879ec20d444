package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Limits;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.NumericProfile;
import io.driftway.format.table.DistinctLimits;
import io.driftway.format.table.FileProfile;
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
 * @param count how many rows it has
 * @param schema its columns, types guessed where they were not given
 * @param notes on columns and rows that are left out
 */
record LabelledFile(DataFile rows, long count, Schema schema, List<String> notes) {

    /** What a training takes for each row, and for each feature of it: see {@code TrainingMemory} in docs/benchmarks.md. */
    private static final int BYTES_OF_ROW = 110;

    private static final int BYTES_OF_FEATURE = 10;

    private static final List<String> USUAL_POSITIVES =
            List.of("Yes", "yes", "YES", "1", "1.0", "true", "True", "TRUE", "Y", "y");

    /**
     * Reads the file once to see what its columns are. It keeps no row.
     *
     * @param labelling what is known of them
     * @throws BadInput when the file cannot be read, or nothing tells which class is the positive one
     */
    static LabelledFile of(Path data, Labelling labelling) {
        DataFile rows = DataFile.of(data);
        List<String> header = rows.header();
        FileProfile.Summarised seen = rows.profile(labelling.kinds(header));
        String target = labelling.target();
        ColumnProfile classes = seen.profile()
                .column(target)
                .orElseThrow(() -> new BadInput(String.format(
                        Locale.ROOT,
                        "%s: the target %s has more than %,d classes, it must have 2; choose a column that says yes or no",
                        data,
                        target,
                        DistinctLimits.LABELS)));
        List<Field> found = fields(header, seen);
        String given = labelling.positive();
        String positive = given == null ? positive(data, found, target) : given;
        List<String> notes = new ArrayList<>(seen.notes());
        notes.addAll(labelling.notes(header));
        if (classes.missing() > 0) {
            notes.add(String.format(Locale.ROOT, "%,d rows without %s", classes.missing(), target));
        }
        return new LabelledFile(rows, seen.profile().rows(), schema(found, target, labelling.id(), positive), notes);
    }

    private static List<Field> fields(List<String> header, FileProfile.Summarised seen) {
        List<Field> fields = new ArrayList<>();
        for (String column : header) {
            if (seen.leftOut().contains(column)) {
                fields.add(new Field(column, ColumnType.CAT, Role.IGNORED, List.of()));
            }
            seen.profile()
                    .column(column)
                    .map(profile -> new Field(column, profile.type(), Role.FEATURE, categories(profile)))
                    .ifPresent(fields::add);
        }
        return fields;
    }

    private static List<String> categories(ColumnProfile column) {
        return switch (column) {
            case CategoricalProfile labels -> List.copyOf(labels.counts().keySet());
            case NumericProfile numbers -> List.of();
        };
    }

    /**
     * Reads all rows, to train on them.
     *
     * @throws BadInput when the file cannot be read, or leaves too little memory for the training
     */
    Batch batch() {
        return switch (rows.decoded(schema, Limits.TRAINING)) {
            case Batch batch -> batch;
            case Rejection rejection when rejection.reason() == Reason.TOO_LARGE -> throw tooLarge();
            case Rejection rejection -> throw new BadInput(rejection);
        };
    }

    /** Says that the memory is too small to train on this file, and what to do. */
    BadInput tooLarge() {
        long there = Runtime.getRuntime().maxMemory() >> 20;
        long features = schema.features().size();
        long needed = Math.max(there + there / 4, count * (BYTES_OF_ROW + features * BYTES_OF_FEATURE) >> 20);
        return new BadInput(String.format(
                Locale.ROOT,
                "%s: training on %,d rows of %d features takes about %,d MB of memory, and there are %,d MB; give it more with"
                        + " DRIFTWAY_JAVA_OPTS=-Xmx%dm, or fewer rows, or train with XGBoost and use driftway import --xgboost",
                rows.path(),
                count,
                features,
                needed,
                there,
                needed + needed / 8));
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
