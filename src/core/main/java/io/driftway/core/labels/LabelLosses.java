package io.driftway.core.labels;

import io.driftway.core.decision.Loss;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the losses of one step of labels: for each id, the mean loss of the rows that it labels. A customer may be in several batches. The losses of one customer's rows are
 * alike, so each label counts once.
 */
final class LabelLosses {

    private final Map<String, Mean> byId = new LinkedHashMap<>();

    private static final class Mean {
        private double sum;
        private int rows;
    }

    /** Adds the rows of a batch whose labels came with this step. */
    void add(Predictions predictions, Truth truth, String step) {
        for (int row = 0; row < predictions.ids().length; row++) {
            if (truth.cameWith(row, step)) {
                Mean mean = byId.computeIfAbsent(predictions.ids()[row], id -> new Mean());
                mean.sum += Loss.of(predictions.probabilities()[row], truth.labels()[row] > 0);
                mean.rows++;
            }
        }
    }

    /** Returns one loss for each id; the order is that in which the ids were added. */
    double[] values() {
        return byId.values().stream().mapToDouble(mean -> mean.sum / mean.rows).toArray();
    }
}
