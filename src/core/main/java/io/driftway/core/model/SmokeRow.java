package io.driftway.core.model;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds a made-up row with the probability that the model gave it when it was trained. Where the model gives another one today the bundle
 * is broken, even if all checksums agree: another reader, library or processor has changed what the model computes.
 *
 * @param cells one per feature in the order of the schema, a number with all its digits or a category; null where there is no value
 * @param probability that the model gave, in [0, 1]
 */
public record SmokeRow(List<@Nullable String> cells, double probability) {

    /** Most rows in a manifest. */
    public static final int MAX_ROWS = 16;

    /** Largest difference of two readings of one model, from the last bits of exp and of sums in another order. */
    public static final double TOLERANCE = 1e-6;

    public SmokeRow {
        cells = Collections.unmodifiableList(new ArrayList<>(cells));
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a smoke row has a probability in [0, 1], got " + probability);
        }
    }

    /**
     * Scores made-up rows for the first time.
     *
     * @param rows cells by row, one per feature in the order of the schema
     * @param score gives each row of a batch its probability
     */
    public static List<SmokeRow> score(
            List<List<@Nullable String>> rows, Schema schema, Function<Batch, float[]> score) {
        float[] probabilities = score.apply(batch(rows, schema));
        List<SmokeRow> scored = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            scored.add(new SmokeRow(rows.get(row), probabilities[row]));
        }
        return List.copyOf(scored);
    }

    /**
     * Scores the rows again. Returns what is wrong, for a person; empty when each probability is within {@link #TOLERANCE} of the recorded
     * one, or there are no rows.
     */
    public static Optional<String> fault(List<SmokeRow> rows, Schema schema, Function<Batch, float[]> score) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        float[] now = score.apply(batch(rows.stream().map(SmokeRow::cells).toList(), schema));
        for (int row = 0; row < now.length; row++) {
            double then = rows.get(row).probability();
            if (!(Math.abs(now[row] - then) <= TOLERANCE)) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "the model scores differently than when it was trained: smoke row %d has %.7f, it had %.7f",
                        row,
                        now[row],
                        then));
            }
        }
        return Optional.empty();
    }

    private static Batch batch(List<List<@Nullable String>> rows, Schema schema) {
        List<Field> features = schema.features();
        for (List<@Nullable String> row : rows) {
            if (row.size() != features.size()) {
                throw new IllegalArgumentException(
                        "a smoke row has " + row.size() + " cells, the schema has " + features.size() + " features");
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int feature = 0; feature < features.size(); feature++) {
            int place = feature;
            List<@Nullable String> cells = new ArrayList<>();
            rows.forEach(row -> cells.add(row.get(place)));
            columns.add(column(features.get(feature), cells));
        }
        return new Batch("smoke rows", columns, rows.size());
    }

    private static Column column(Field field, List<@Nullable String> cells) {
        if (field.type() == ColumnType.NUM) {
            return new NumericColumn(
                    field.name(),
                    cells.stream()
                            .mapToDouble(cell -> cell == null ? Double.NaN : Double.parseDouble(cell))
                            .toArray());
        }
        Set<String> labels = new LinkedHashSet<>();
        cells.stream().filter(Objects::nonNull).forEach(labels::add);
        List<String> dictionary = List.copyOf(labels);
        return new CategoricalColumn(
                field.name(),
                dictionary,
                cells.stream()
                        .mapToInt(cell -> cell == null ? -1 : dictionary.indexOf(cell))
                        .toArray());
    }
}
