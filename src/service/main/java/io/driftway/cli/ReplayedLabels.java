package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Loss;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What became true of the rows of a replay.
 *
 * @param id the column of ids
 * @param positive by id, whether the row is of the model's positive class; ids without a label are absent
 * @param delay after how many batches the labels of a batch come
 */
record ReplayedLabels(String id, Map<String, Boolean> positive, int delay) {

    /**
     * Reads a file of labels for a replay with a model.
     *
     * @throws BadInput when the file lacks a column or repeats an id, a label is no class of the model, or ids repeat in the current
     */
    static ReplayedLabels read(Path path, String id, String label, int delay, ReplayedFile file, Schema model) {
        List<String> classes = model.target().map(Field::categories).orElse(List.of());
        Batch rows = DataFile.of(path)
                .batch(new Schema(
                        List.of(
                                new Field(id, ColumnType.CAT, Role.ID, List.of()),
                                new Field(label, ColumnType.CAT, Role.FEATURE, classes)),
                        null));
        IdColumn ids = (IdColumn) rows.column(id)
                .orElseThrow(() -> new BadInput(
                        path + ": there is no column " + id + ", which --id names; labels find their rows by it"));
        requireDistinct(path.toString(), ids);
        requireDistinct(
                file.current().name(), (IdColumn) file.current().column(id).orElseThrow());
        CategoricalColumn truth = (CategoricalColumn) rows.column(label).orElseThrow();
        Map<String, Boolean> positive = HashMap.newHashMap(rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            int code = truth.codes()[row];
            if (code >= classes.size()) {
                throw new BadInput(path + ", row " + (row + 1) + " below the header, column " + label
                        + ": the label is no class of the model; write one of " + String.join(", ", classes));
            }
            if (code >= 0 && !ids.values()[row].isEmpty()) {
                positive.put(ids.values()[row], classes.get(code).equals(model.positive()));
            }
        }
        return new ReplayedLabels(id, positive, delay);
    }

    private static void requireDistinct(String file, IdColumn ids) {
        if (ids.repeated() > 0) {
            throw new BadInput(
                    file + ", column " + ids.name() + ": " + ids.repeated()
                            + " rows have the id of a row above; labels find their rows by it, so give each row an id of its own");
        }
    }

    /** Returns the {@link Loss} of each of these rows that has a label. */
    double[] losses(Batch rows, float[] probabilities) {
        String[] ids = ((IdColumn) rows.column(id).orElseThrow()).values();
        return IntStream.range(0, ids.length)
                .filter(row -> positive.containsKey(ids[row]))
                .mapToDouble(row -> Loss.of(probabilities[row], Boolean.TRUE.equals(positive.get(ids[row]))))
                .toArray();
    }
}
