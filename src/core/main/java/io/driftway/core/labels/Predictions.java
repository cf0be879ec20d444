package io.driftway.core.labels;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.BatchReader;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.InertText;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.BinaryClassification;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The predictions of one batch as they were written.
 *
 * @param ids one per row
 * @param probabilities one per row
 */
@SuppressWarnings("ArrayRecordComponent")
record Predictions(String[] ids, float[] probabilities) {

    /** Empty when these are no predictions with such an id. Its name and its values are read as {@link InertText}; a release of before wrote them as they were. */
    static Optional<Predictions> read(String key, byte[] content, String id, BatchReader reader) {
        if (id.equals(BinaryClassification.PROBABILITY)) {
            return Optional.empty();
        }
        Optional<Predictions> written = readAs(InertText.of(id), key, content, reader);
        return written.isEmpty() && !InertText.of(id).equals(id) ? readAs(id, key, content, reader) : written;
    }

    private static Optional<Predictions> readAs(String id, String key, byte[] content, BatchReader reader) {
        Schema schema = new Schema(
                List.of(
                        new Field(id, ColumnType.CAT, Role.ID, List.of()),
                        new Field(BinaryClassification.PROBABILITY, ColumnType.NUM, Role.FEATURE, List.of())),
                null);
        try {
            return reader.read(key, new ByteArrayInputStream(content), schema) instanceof Batch batch
                            && batch.column(id).orElse(null) instanceof IdColumn ids
                            && batch.column(BinaryClassification.PROBABILITY).orElse(null)
                                    instanceof NumericColumn numbers
                    ? Optional.of(new Predictions(texts(ids.values()), floats(numbers.values())))
                    : Optional.empty();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    private static String[] texts(String[] written) {
        return Arrays.stream(written).map(InertText::read).toArray(String[]::new);
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Returns the rows of all parts of a batch, in their order; empty where there is no part, or one cannot be read. */
    static Optional<Predictions> joined(List<Optional<Predictions>> parts) {
        if (parts.isEmpty() || !parts.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        List<Predictions> all = parts.stream().flatMap(Optional::stream).toList();
        float[] together = new float
                [Math.toIntExact(all.stream()
                        .mapToLong(part -> part.probabilities.length)
                        .sum())];
        int at = 0;
        for (Predictions part : all) {
            System.arraycopy(part.probabilities, 0, together, at, part.probabilities.length);
            at += part.probabilities.length;
        }
        return Optional.of(new Predictions(
                all.stream().flatMap(part -> Arrays.stream(part.ids)).toArray(String[]::new), together));
    }

    /** The labelled rows: their probabilities and what became true. */
    Labelled labelledBy(Truth truth) {
        int labelled = 0;
        for (int label : truth.labels()) {
            labelled += label == 0 ? 0 : 1;
        }
        float[] known = new float[labelled];
        boolean[] positive = new boolean[labelled];
        int at = 0;
        for (int row = 0; row < probabilities.length; row++) {
            if (truth.labels()[row] != 0) {
                known[at] = probabilities[row];
                positive[at++] = truth.labels()[row] > 0;
            }
        }
        return new Labelled(known, positive);
    }

    /** Probabilities beside what became true. */
    record Labelled(float[] probabilities, boolean[] positive) {}
}
