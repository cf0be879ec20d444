package io.driftway.core.retrain;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.ScoredBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks whether a model can be trained on labelled rows at all. */
final class Eligibility {

    /** Fewer labelled rows than this are no basis for a model. */
    static final int MIN_ROWS = 100;

    /** Nor are fewer rows of one class: there would be next to none of them to judge by. */
    static final int MIN_ROWS_OF_CLASS = 10;

    private static final int MAX_CLASSES_NAMED = 5;

    private Eligibility() {}

    /** What is wrong, or null. */
    static @Nullable Untrainable fault(Batch batch, Schema schema) {
        String positive = schema.positive();
        if (positive == null) {
            return new Untrainable("no column is the target", "name one");
        }
        String target = schema.target().orElseThrow().name();
        if (!(batch.column(target).orElse(null) instanceof CategoricalColumn labels)) {
            return new Untrainable("the target " + target + " is not there as labels", "give a file that has it");
        }
        Untrainable fault = fault(labels, positive);
        return fault == null ? fault(schema.features()) : fault;
    }

    private static @Nullable Untrainable fault(CategoricalColumn labels, String positive) {
        Set<String> classes = new TreeSet<>();
        for (int code : labels.codes()) {
            if (code >= 0) {
                classes.add(labels.dictionary().get(code));
            }
        }
        if (classes.size() != 2) {
            return new Untrainable(
                    "the target " + labels.name() + " must have 2 classes, it has " + some(classes),
                    "choose a column that says yes or no");
        }
        if (!classes.contains(positive)) {
            return new Untrainable(
                    "the positive class " + positive + " is not in the target " + labels.name() + ", which has "
                            + some(classes),
                    "choose one of these");
        }
        int rows = labels.size() - labels.missing();
        if (rows < MIN_ROWS) {
            return new Untrainable(
                    String.format(Locale.ROOT, "%,d labelled rows are too few to train on", rows),
                    "give at least " + MIN_ROWS);
        }
        return tooRare(labels, positive, rows);
    }

    private static @Nullable Untrainable tooRare(CategoricalColumn labels, String positive, int rows) {
        int yes = labels.dictionary().indexOf(positive);
        long positives =
                Arrays.stream(labels.codes()).filter(code -> code == yes).count();
        if (Math.min(positives, rows - positives) >= MIN_ROWS_OF_CLASS) {
            return null;
        }
        return new Untrainable(
                String.format(
                        Locale.ROOT,
                        "of %,d labelled rows %,d are %s and %,d are not, at least %d of each are needed to train on",
                        rows,
                        positives,
                        positive,
                        rows - positives,
                        MIN_ROWS_OF_CLASS),
                "give more rows of the rarer class");
    }

    private static @Nullable Untrainable fault(List<Field> features) {
        if (features.isEmpty()) {
            return new Untrainable("no column is left as a feature", "give columns besides target and id");
        }
        if (features.stream().anyMatch(f -> f.name().equals(ScoredBatch.PREDICTION))) {
            return new Untrainable(
                    "a feature is called " + ScoredBatch.PREDICTION + ", as is the model's output",
                    "rename or skip it");
        }
        return null;
    }

    private static String some(Set<String> classes) {
        if (classes.isEmpty()) {
            return "none";
        }
        String few = classes.stream().limit(MAX_CLASSES_NAMED).collect(Collectors.joining(", "));
        return classes.size() > MAX_CLASSES_NAMED
                ? String.format(Locale.ROOT, "%,d: %s, ...", classes.size(), few)
                : classes.size() + ": " + few;
    }
}
