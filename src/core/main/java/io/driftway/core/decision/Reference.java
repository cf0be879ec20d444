package io.driftway.core.decision;

import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds a reference that is ready to judge batches: its columns cut into cells, the leaves that its rows fall into, and how much the model relies on
 * each column.
 *
 * @param rows rows of the reference
 * @param columns those with a value, in the order of the profile; the model's prediction among them where there is a model
 * @param leaves rows by leaf for each of the model's first trees; empty where there is no model or it has no trees
 * @param importance each feature's share of the model's importance, in [0, 1]; equal shares where there is no model
 */
public record Reference(long rows, List<ReferenceColumn> columns, List<long[]> leaves, Map<String, Double> importance) {

    public Reference {
        columns = List.copyOf(columns);
        leaves = List.copyOf(leaves);
        importance = Map.copyOf(importance);
    }

    /** Makes the reference of a profile without a model: every column counts alike. */
    public static Reference of(Profile profile) {
        return of(profile, List.of(), Map.of());
    }

    /**
     * Makes the reference of a profile with a model.
     *
     * @param profile of the features and of the model's prediction
     * @param leaves rows by leaf, for each tree that is watched
     * @param falls how much the model's AUC falls without a feature. A feature that is not named or falls by less than 0 counts nothing; where no
     *     feature falls, all count alike
     */
    public static Reference of(Profile profile, List<long[]> leaves, Map<String, Double> falls) {
        List<ColumnProfile> columns = withValues(profile);
        return new Reference(
                profile.rows(),
                columns.stream().map(ReferenceColumn::of).toList(),
                leaves,
                shares(falls.values().stream().anyMatch(fall -> fall > 0) ? falls : evenly(columns)));
    }

    private static Map<String, Double> evenly(List<ColumnProfile> columns) {
        Map<String, Double> falls = new HashMap<>();
        columns.stream()
                .filter(column -> !column.name().equals(ScoredBatch.PREDICTION))
                .forEach(column -> falls.put(column.name(), 1.0));
        return falls;
    }

    private static Map<String, Double> shares(Map<String, Double> falls) {
        double sum =
                falls.values().stream().mapToDouble(fall -> Math.max(0, fall)).sum();
        Map<String, Double> shares = new HashMap<>();
        falls.forEach((name, fall) -> shares.put(name, Math.max(0, fall) / sum));
        return shares;
    }

    private static List<ColumnProfile> withValues(Profile profile) {
        return profile.columns().stream().filter(column -> column.present() > 0).toList();
    }

    /** Returns the place of the model's prediction among the columns, or -1. */
    int prediction() {
        return place(ScoredBatch.PREDICTION);
    }

    /** Returns the place of a column, or -1. */
    int place(String name) {
        for (int column = 0; column < columns.size(); column++) {
            if (columns.get(column).name().equals(name)) {
                return column;
            }
        }
        return -1;
    }

    /**
     * Counts a batch. A column that it lacks counts as missing in every row.
     *
     * @param current its columns are of the reference's types
     * @param fallen rows by leaf, for each tree of {@link #leaves}
     */
    public BatchCounts count(Profile current, List<long[]> fallen) {
        List<ColumnCounts> counts = new ArrayList<>();
        for (ReferenceColumn column : columns) {
            counts.add(current.column(column.name())
                    .map(column::count)
                    .orElseGet(() -> new ColumnCounts(new long[column.counts().cells().length], current.rows())));
        }
        return new BatchCounts(current.rows(), counts, fallen);
    }

    /** Returns the p-value of each column, values and missing cells together. */
    double[] pValues(BatchCounts sample) {
        double[] p = new double[columns.size()];
        for (int column = 0; column < p.length; column++) {
            p[column] = columns.get(column).pValue(sample.columns().get(column));
        }
        return p;
    }

    /** Tests whether rows fall into leaves as those of the reference do: p-value over all trees, by Simes; 1 where there are none. */
    double jointPValue(BatchCounts sample) {
        double[] p = new double[leaves.size()];
        for (int tree = 0; tree < p.length; tree++) {
            p[tree] = Homogeneity.folded(leaves.get(tree), sample.leaves().get(tree), 10);
        }
        return Simes.pValue(p);
    }

    /**
     * Tests whether the missing share of any column has moved, beyond what the cells of another column explain.
     *
     * @return the smallest p-value times the number of columns that miss any, at most 1; 1 where none does
     */
    double missingPValue(BatchCounts sample, List<StructuralMissing> structural) {
        double least = 1;
        int missing = 0;
        for (int column = 0; column < columns.size(); column++) {
            ColumnCounts known = columns.get(column).counts();
            ColumnCounts counts = sample.columns().get(column);
            if (counts.missing() + known.missing() > 0) {
                missing++;
                String name = columns.get(column).name();
                double expected = structural.stream()
                        .filter(explained -> explained.column().equals(name))
                        .findFirst()
                        .map(explained -> expected(explained, sample))
                        .orElse((double) known.missing() / known.rows());
                least = Math.min(
                        least,
                        Fisher.pValue(
                                Math.round(expected * known.rows()), known.rows(), counts.missing(), counts.rows()));
            }
        }
        return missing == 0 ? 1 : Math.min(1, least * missing);
    }

    private @Nullable Double expected(StructuralMissing explained, BatchCounts sample) {
        for (int by = 0; by < columns.size(); by++) {
            if (columns.get(by).name().equals(explained.by())
                    && sample.columns().get(by).rows() > 0) {
                return explained.expected(
                        columns.get(by).counts(), sample.columns().get(by));
            }
        }
        return null;
    }
}
