package io.driftway.core.decision;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.profile.CategoricalProfile;
import io.driftway.core.profile.ColumnProfile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A categorical column of the reference: a cell for each of its labels in order, and a last one for labels that it does not have. Where it
 * counts rare labels together, as {@link CategoricalProfile#OTHER}, these count there.
 *
 * <p>Values are tested label by label with Fisher's exact test, by the smallest p-value times the number of labels; and, where at least
 * {@value #MIN_LABELS} labels are frequent, by Pearson's test of homogeneity on these. Rare labels are folded by their count in both samples
 * together. A label that the reference does not have is never a cell of its own: whether it is there depends on the sample, which would make
 * chance look like drift.
 */
final class LabelReference implements ReferenceColumn {

    /** A label whose expectation in the smaller sample is below is folded. */
    private static final double MIN_EXPECTED = 3;

    private static final double FREQUENT = 25;
    private static final int MIN_LABELS = 3;

    private final String name;
    private final Map<String, Integer> cells = new HashMap<>();
    private final ColumnCounts counts;

    LabelReference(CategoricalProfile reference) {
        name = reference.name();
        reference.counts().keySet().forEach(label -> cells.put(label, cells.size()));
        counts = count(reference);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ColumnCounts counts() {
        return counts;
    }

    @Override
    public ColumnCounts count(ColumnProfile sample) {
        if (!(sample instanceof CategoricalProfile categories)) {
            throw new IllegalArgumentException(name + " is categorical in the reference and numeric in the sample");
        }
        long[] rows = new long[cells.size() + 1];
        int unknown = cells.getOrDefault(CategoricalProfile.OTHER, cells.size());
        categories.counts().forEach((label, count) -> rows[cells.getOrDefault(label, unknown)] += count);
        return new ColumnCounts(rows, categories.missing());
    }

    @Override
    public int[] cells(Column rows) {
        if (!(rows instanceof CategoricalColumn labels)) {
            throw new IllegalArgumentException(name + " is categorical in the reference and not in these rows");
        }
        int unknown = cells.getOrDefault(CategoricalProfile.OTHER, cells.size());
        int[] ofCode = labels.dictionary().stream()
                .mapToInt(label -> cells.getOrDefault(label, unknown))
                .toArray();
        return Arrays.stream(labels.codes())
                .map(code -> code < 0 ? -1 : ofCode[code])
                .toArray();
    }

    @Override
    public double valuesPValue(ColumnCounts sample) {
        long n = counts.present();
        long m = sample.present();
        if (m == 0) {
            return 1;
        }
        double share = (double) Math.min(n, m) / (n + m);
        long foldedReference = 0;
        long foldedSample = 0;
        int tested = 0;
        double least = 1;
        for (int cell = 0; cell <= cells.size(); cell++) {
            long a = counts.cells()[cell];
            long b = sample.cells()[cell];
            if (cell == cells.size() || (a + b) * share < MIN_EXPECTED) {
                foldedReference += a;
                foldedSample += b;
            } else {
                tested++;
                least = Math.min(least, Fisher.pValue(a, n, b, m));
            }
        }
        if (foldedReference + foldedSample > 0) {
            tested++;
            least = Math.min(least, Fisher.pValue(foldedReference, n, foldedSample, m));
        }
        double single = Math.min(1, tested == 2 ? least : tested * least);
        double together = Homogeneity.pValue(known(counts), known(sample), FREQUENT, MIN_LABELS);
        return Double.isNaN(together) ? single : Math.min(1, 2 * Math.min(single, together));
    }

    /** Without the cell of unseen labels. */
    private long[] known(ColumnCounts sample) {
        return Arrays.copyOf(sample.cells(), cells.size());
    }

    /**
     * {@inheritDoc}
     *
     * <p>sqrt(8 (JS - (K - 1) / (8 ne))) with the divergence JS of Jensen and Shannon in nats over K labels, less its mean without drift: near 0
     * the root is the distance of two shares in their standard deviations.
     */
    @Override
    public double effect(ColumnCounts sample) {
        double n = counts.present();
        double m = sample.present();
        if (m == 0) {
            return 0;
        }
        double divergence = 0;
        int seen = 0;
        for (int cell = 0; cell <= cells.size(); cell++) {
            double p = counts.cells()[cell] / n;
            double q = sample.cells()[cell] / m;
            if (p + q > 0) {
                seen++;
                divergence += half(p, (p + q) / 2) + half(q, (p + q) / 2);
            }
        }
        return Math.sqrt(Math.max(0, 8 * divergence - (seen - 1) * (n + m) / (n * m)));
    }

    private static double half(double p, double mean) {
        return p == 0 ? 0 : p * Math.log(p / mean) / 2;
    }
}
