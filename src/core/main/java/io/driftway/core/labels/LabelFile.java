package io.driftway.core.labels;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.InertText;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.batch.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file of labels: the id and the target of the champion's schema. Other columns are ignored. An id may be written as in the batch or as in its predictions
 * ({@link InertText}).
 */
public sealed interface LabelFile {

    /** More rows than this are refused: the labels of one file are held in memory. */
    int MAX_ROWS = 500_000;

    /** Its labels. */
    record Labels(LabelRows rows) implements LabelFile {}

    /** It cannot be used. */
    record Malformed(Rejection rejection) implements LabelFile {}

    /** Id and target of a model's schema; empty where it lacks one of them, so that its predictions cannot be labelled. */
    static Optional<Schema> schema(Schema model) {
        return model.id()
                .flatMap(id -> model.target().map(target -> new Schema(List.of(id, target), model.positive())));
    }

    /**
     * Reads to the end of the stream.
     *
     * @param schema as {@link #schema} answers it
     * @throws IOException when the stream fails, which says nothing about the file
     */
    static LabelFile read(String name, InputStream in, Schema schema, BatchReader reader) throws IOException {
        return switch (reader.read(name, in, schema)) {
            case Rejection rejection -> new Malformed(rejection);
            case Batch batch -> of(batch, schema);
        };
    }

    private static LabelFile of(Batch batch, Schema schema) {
        Field id = schema.id().orElseThrow();
        Field target = schema.target().orElseThrow();
        List<String> absent = new ArrayList<>(List.of(id.name(), target.name()));
        absent.removeIf(name -> batch.column(name).isPresent());
        if (!absent.isEmpty()) {
            return malformed(
                    Reason.MISSING_COLUMN,
                    batch,
                    "header",
                    "there is no column " + String.join(", ", absent),
                    "name the column of ids " + id.name() + " and the column of labels " + target.name());
        }
        if (batch.rows() > MAX_ROWS) {
            return malformed(
                    Reason.TOO_MANY_ROWS,
                    batch,
                    "",
                    batch.rows() + " rows of labels are more than the limit of " + MAX_ROWS,
                    "split the file");
        }
        Column labels = batch.column(target.name()).orElseThrow();
        return labels instanceof CategoricalColumn categories
                        && batch.column(id.name()).orElseThrow() instanceof IdColumn ids
                ? of(batch, ids, categories, target, schema)
                : malformed(
                        Reason.UNSUPPORTED,
                        batch,
                        "column " + target.name(),
                        "the model's target is no category",
                        "train a model whose target is a category");
    }

    private static LabelFile of(Batch batch, IdColumn ids, CategoricalColumn labels, Field target, Schema schema) {
        LabelRows rows = new LabelRows(batch.rows());
        int positive = labels.dictionary().indexOf(schema.positive());
        for (int row = 0; row < batch.rows(); row++) {
            int code = labels.codes()[row];
            if (code >= target.categories().size() && !target.categories().isEmpty()) {
                return malformed(
                        Reason.BAD_LABEL,
                        batch,
                        "row " + (row + 1) + " below the header, column " + target.name(),
                        "the label is none that the model knows",
                        "write one of " + String.join(", ", target.categories()));
            }
            if (code >= 0 && !ids.values()[row].isEmpty()) {
                rows.add(InertText.read(ids.values()[row]), code == positive);
            }
        }
        return new Labels(rows);
    }

    private static LabelFile malformed(Reason reason, Batch batch, String position, String fault, String remedy) {
        return new Malformed(new Rejection(reason, batch.name(), position, fault, remedy));
    }
}
