package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.IdColumn;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts the missing cells of a column by the cells of another column that explains them, as a total is blank where the tenure is 0. Their share moves
 * with the other column, which is no fault of the feed.
 *
 * @param column which misses cells in the reference
 * @param by the column that explains them best
 * @param missing rows of the reference where {@code column} has no value, by cell of {@code by}
 */
public record StructuralMissing(String column, String by, ColumnCounts missing) {

    /**
     * Finds for each column that misses cells the column that explains them best.
     *
     * @param reference rows of the reference
     * @param profile of the columns to look at, of these rows
     * @return in the order of the profile; without columns that miss none or all, or whose missing cells depend on no other column
     */
    public static List<StructuralMissing> of(Batch reference, Profile profile) {
        List<ReferenceColumn> columns = profile.columns().stream()
                .filter(column -> column.present() > 0)
                .map(ReferenceColumn::of)
                .toList();
        List<StructuralMissing> found = new ArrayList<>();
        for (ReferenceColumn column : columns) {
            if (column.counts().missing() > 0) {
                Batch rows = reference.select(
                        withoutValue(reference.column(column.name()).orElseThrow()));
                StructuralMissing best = null;
                double explained = 0;
                for (ReferenceColumn by : columns) {
                    if (by != column) {
                        StructuralMissing candidate = new StructuralMissing(
                                column.name(),
                                by.name(),
                                by.count(Profile.of(rows, List.of(by.name()))
                                        .columns()
                                        .getFirst()));
                        double variance = candidate.explained(by.counts());
                        if (variance > explained) {
                            best = candidate;
                            explained = variance;
                        }
                    }
                }
                if (best != null) {
                    found.add(best);
                }
            }
        }
        return found;
    }

    private static int[] withoutValue(Column column) {
        return switch (column) {
            case NumericColumn numbers ->
                IntStream.range(0, numbers.size())
                        .filter(row -> !Double.isFinite(numbers.values()[row]))
                        .toArray();
            case CategoricalColumn labels ->
                IntStream.range(0, labels.size())
                        .filter(row -> labels.codes()[row] < 0)
                        .toArray();
            case IdColumn ids -> new int[0];
        };
    }

    /**
     * Checks that this is of a reference.
     *
     * @throws IllegalArgumentException naming what does not fit
     */
    void requireFit(Profile reference) {
        ColumnCounts blank = counts(reference, column);
        ColumnCounts cells = counts(reference, by);
        boolean fits = missing.rows() == blank.missing()
                && missing.missing() >= 0
                && missing.missing() <= cells.missing()
                && missing.cells().length == cells.cells().length;
        for (int cell = 0; fits && cell < cells.cells().length; cell++) {
            fits = missing.cells()[cell] >= 0 && missing.cells()[cell] <= cells.cells()[cell];
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "the missing cells of " + column + " by " + by + " are not those of the reference");
        }
    }

    private static ColumnCounts counts(Profile reference, String name) {
        return reference
                .column(name)
                .filter(profile -> profile.present() > 0)
                .map(profile -> ReferenceColumn.of(profile).counts())
                .orElseThrow(() -> new IllegalArgumentException("column " + name + " is not profiled"));
    }

    /** Returns the variance of missing that the cells explain, summed over rows, less what they would explain by chance. */
    private double explained(ColumnCounts reference) {
        double overall = overall(reference);
        double between = 0;
        int cells = 0;
        for (int cell = 0; cell < reference.cells().length; cell++) {
            long rows = reference.cells()[cell];
            if (rows > 0) {
                double difference = (double) missing.cells()[cell] / rows - overall;
                between += rows * difference * difference;
                cells++;
            }
        }
        return between - (cells - 1) * overall * (1 - overall);
    }

    private double overall(ColumnCounts reference) {
        return (double) missing.rows() / reference.rows();
    }

    /**
     * Returns the share of missing cells that a sample should have by its shares of the cells of {@link #by}. Where that has no value it explains
     * nothing: two columns that are lost together must not excuse each other.
     *
     * @param reference all rows of the reference, by cell of {@code by}
     * @param sample all rows of the sample, by the same cells; at least one
     */
    double expected(ColumnCounts reference, ColumnCounts sample) {
        double overall = overall(reference);
        double expected = sample.missing() * overall;
        for (int cell = 0; cell < reference.cells().length; cell++) {
            long rows = reference.cells()[cell];
            expected += sample.cells()[cell] * (rows == 0 ? overall : (double) missing.cells()[cell] / rows);
        }
        return expected / sample.rows();
    }
}
