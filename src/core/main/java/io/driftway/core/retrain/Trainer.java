package io.driftway.core.retrain;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Role;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.Features;
import io.driftway.core.model.Fingerprint;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Holdout;
import io.driftway.core.model.Importance;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.SmokeRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Trains a model on labelled rows and makes everything that a bundle stores. It holds rows out, grows trees from the rest, measures and calibrates the exported trees on the
 * held-out rows, and profiles the rows that the trees were grown from.
 */
public final class Trainer {

    /**
     * What may be chosen.
     *
     * @param seed of the trees' random samples
     * @param referenceRows the reference profile is of so many of the newest training rows; at least 1
     * @param categories that the reference profile keeps of each feature, the most frequent ones; at least 1
     */
    public record Options(long seed, int referenceRows, int categories) {

        /** Keeps the reference of wide, continuous data well below the limit of a bundle. */
        public static final int DEFAULT_REFERENCE_ROWS = 100_000;

        public static final Options DEFAULT = new Options(1, DEFAULT_REFERENCE_ROWS);

        /** With {@value Profile#MAX_CATEGORIES} categories. */
        public Options(long seed, int referenceRows) {
            this(seed, referenceRows, Profile.MAX_CATEGORIES);
        }

        public Options {
            if (referenceRows < 1) {
                throw new IllegalArgumentException("referenceRows must be at least 1, got " + referenceRows);
            }
            if (categories < 1) {
                throw new IllegalArgumentException("categories must be at least 1, got " + categories);
            }
        }
    }

    private Trainer() {}

    /** Returns why no model could be trained on these rows, as far as that can be told beforehand. */
    public static Optional<Untrainable> fault(Batch batch, Schema schema) {
        return Optional.ofNullable(Eligibility.fault(batch, schema));
    }

    /** Trains a model at once, see {@link #prepare}. */
    public static TrainingResult train(Batch batch, Schema schema, Options options) {
        return prepare(batch, schema, options).get();
    }

    /**
     * Prepares the training of a model. Rows without a label are left out.
     *
     * <p>What is returned trains the model. It does not hold the batch, so a caller that lets go of the batch first trains on twice as many rows in the same memory.
     *
     * @param batch rows with their labels, oldest first
     * @param schema with a target; categories of a feature that it does not know yet are added behind those it knows
     * @throws IllegalStateException if no {@link TreeLearner} is installed
     */
    public static Supplier<TrainingResult> prepare(Batch batch, Schema schema, Options options) {
        TreeLearner learner = TreeLearner.installed()
                .orElseThrow(() -> new IllegalStateException(
                        "nothing here can train a model: driftway-trainer is not on the class path"));
        Untrainable fault = Eligibility.fault(batch, schema);
        if (fault != null) {
            return () -> fault;
        }
        Schema extended = withUnseenCategories(schema, batch);
        CategoricalColumn labels = (CategoricalColumn)
                batch.column(schema.target().orElseThrow().name()).orElseThrow();
        BinaryClassification task = BinaryClassification.of(schema);
        Holdout holdout = Holdout.of(batch, extended, row -> labels.codes()[row] >= 0);
        boolean[] trainedOn = task.truth(labels, holdout.training());
        boolean[] judgedBy = task.truth(labels, holdout.heldOut());
        if (hasOneClass(trainedOn) || hasOneClass(judgedBy)) {
            Untrainable oneClass = new Untrainable(
                    String.format(
                            Locale.ROOT,
                            "of %,d rows to train on and %,d held out, one part has only one class of the target %s",
                            trainedOn.length,
                            judgedBy.length,
                            labels.name()),
                    "give more rows of the rarer class");
            return () -> oneClass;
        }
        int[] newest = newest(holdout.training(), options.referenceRows());
        // Held out of the time of the reference: what the model says of older rows is no measure for it.
        int older = (int)
                Arrays.stream(holdout.heldOut()).filter(row -> row < newest[0]).count();
        return new Prepared(
                learner.learn(Features.of(batch, extended), holdout.training(), trainedOn),
                extended,
                new Training(
                        learner.name(),
                        learner.settings(options.seed()),
                        Fingerprint.of(batch),
                        trainedOn.length,
                        judgedBy.length,
                        newest.length),
                new HeldOut(features(batch, extended).select(holdout.heldOut()), judgedBy),
                older,
                batch.select(newest),
                options);
    }

    private static Batch features(Batch batch, Schema schema) {
        return new Batch(
                batch.name(),
                schema.features().stream()
                        .map(field -> batch.column(field.name()).orElseThrow())
                        .toList(),
                batch.rows());
    }

    /**
     * What is needed of the rows from the moment when trees grow.
     *
     * @param heldOut the features alone
     * @param older how many of the held-out rows, which come first, are older than the reference
     * @param newest the rows of the reference
     */
    private record Prepared(
            TreeLearner.Lesson lesson,
            Schema schema,
            Training training,
            HeldOut heldOut,
            int older,
            Batch newest,
            Options options)
            implements Supplier<TrainingResult> {

        @Override
        public TrainingResult get() {
            FlatTrees trees = lesson.grow(options.seed());
            Function<Batch, float[]> score = scored -> trees.probabilities(Features.of(scored, schema));
            boolean[] positive = heldOut.positive();
            float[] judged = score.apply(heldOut.rows());
            Profile reference = reference(newest, schema, trees, options.categories());
            return new Trained(
                    schema,
                    training,
                    BinaryClassification.quality(judged, positive),
                    Calibration.fit(judged, positive),
                    Importance.of(heldOut, schema.features(), score, options.seed()),
                    SmokeRow.score(SmokeRows.draw(schema, reference, options.seed()), schema, score),
                    trees,
                    reference,
                    ReferenceFacts.of(
                            newest,
                            reference,
                            schema,
                            trees,
                            OnHeldOut.of(
                                            Arrays.copyOfRange(judged, older, judged.length),
                                            Arrays.copyOfRange(positive, older, positive.length))
                                    .orElse(null)));
        }
    }

    private static Schema withUnseenCategories(Schema schema, Batch batch) {
        List<Field> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            Set<String> categories = new LinkedHashSet<>(field.categories());
            if (field.role() == Role.FEATURE
                    && batch.column(field.name()).orElse(null) instanceof CategoricalColumn labels) {
                categories.addAll(labels.dictionary());
            }
            fields.add(new Field(field.name(), field.type(), field.role(), List.copyOf(categories)));
        }
        return new Schema(fields, schema.positive());
    }

    private static Profile reference(Batch rows, Schema schema, FlatTrees trees, int categories) {
        List<Column> columns = new ArrayList<>(rows.columns());
        columns.add(ScoredBatch.prediction(trees.probabilities(Features.of(rows, schema))));
        List<String> names =
                new ArrayList<>(schema.features().stream().map(Field::name).toList());
        names.add(ScoredBatch.PREDICTION);
        return Profile.of(new Batch(rows.name(), columns, rows.rows()), names).capped(categories);
    }

    private static int[] newest(int[] rows, int most) {
        return Arrays.copyOfRange(rows, Math.max(0, rows.length - most), rows.length);
    }

    private static boolean hasOneClass(boolean[] truth) {
        for (boolean label : truth) {
            if (label != truth[0]) {
                return false;
            }
        }
        return true;
    }
}
