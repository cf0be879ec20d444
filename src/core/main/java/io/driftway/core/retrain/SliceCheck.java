package io.driftway.core.retrain;

import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Requires that no group of rows pays for the gain of the others. In each category of a column with enough held-out rows, the challenger's AUC must not be lower, and its log loss
 * not higher, than the champion's by more than the margin. AUC is compared if the group has at least {@value #CLASS_ROWS} rows of each class. The figures have no confidence
 * bound, so the margin must allow for chance in a group of this size.
 *
 * @param column categorical
 * @param rows a category with fewer held-out rows is not judged
 * @param margin at least 0, of AUC and of log loss in nats
 */
public record SliceCheck(String column, long rows, double margin) implements Criterion {

    static final int CLASS_ROWS = 10;

    /** Figures of one category that is worse. */
    private record Worse(double champion, double challenger, String reason) {}

    @Override
    public GateCheck judge(Contest contest) {
        String name = "slice " + column;
        if (!(contest.heldOut().rows().column(column).orElse(null) instanceof CategoricalColumn labels)) {
            return GateCheck.of(
                    name,
                    false,
                    "driftway.retrain.slices names " + column + ", which is no categorical column of the model");
        }
        int judged = 0;
        List<Worse> worse = new ArrayList<>();
        for (int code = 0; code < labels.dictionary().size(); code++) {
            int[] ofCategory = rowsOf(labels, code);
            if (ofCategory.length < rows) {
                continue;
            }
            judged++;
            Worse found = judge(column + "=" + labels.dictionary().get(code), contest.on(ofCategory));
            if (found != null) {
                worse.add(found);
            }
        }
        if (worse.isEmpty()) {
            return GateCheck.of(
                    name,
                    true,
                    String.format(
                            Locale.ROOT,
                            "%d categories of %s with at least %d held-out rows, none is worse by more than %s",
                            judged,
                            column,
                            rows,
                            margin));
        }
        return new GateCheck(
                name,
                false,
                worse.getFirst().champion(),
                worse.getFirst().challenger(),
                String.join("; ", worse.stream().map(Worse::reason).toList()));
    }

    private @Nullable Worse judge(String category, Contest slice) {
        Quality before =
                BinaryClassification.quality(slice.champion(), slice.heldOut().positive());
        Quality after =
                BinaryClassification.quality(slice.challenger(), slice.heldOut().positive());
        int positives = slice.positives();
        if (Math.min(positives, slice.rows() - positives) >= CLASS_ROWS && isWorse(Metric.AUC, before, after)) {
            return worse(category, Metric.AUC, before, after);
        }
        return isWorse(Metric.LOG_LOSS, before, after) ? worse(category, Metric.LOG_LOSS, before, after) : null;
    }

    private boolean isWorse(Metric metric, Quality before, Quality after) {
        return !metric.withinMargin(after.of(metric), before.of(metric), margin);
    }

    private Worse worse(String category, Metric metric, Quality before, Quality after) {
        return new Worse(
                before.of(metric),
                after.of(metric),
                String.format(
                        Locale.ROOT,
                        "where %s, %s %.4f is worse than the champion's %.4f by more than %.4f, on %d rows",
                        category,
                        metric.title(),
                        after.of(metric),
                        before.of(metric),
                        margin,
                        after.rows()));
    }

    private static int[] rowsOf(CategoricalColumn labels, int code) {
        return IntStream.range(0, labels.size())
                .filter(row -> labels.codes()[row] == code)
                .toArray();
    }
}
