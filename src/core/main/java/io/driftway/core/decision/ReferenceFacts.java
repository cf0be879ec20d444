package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Importance;
import io.driftway.core.model.MarginMove;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.ShapleyValues;
import io.driftway.core.profile.NumericProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds figures of a reference that a decision by evidence needs beside its profile: figures of its rows together, which no column has, and
 * figures of rows held out of the training. Holds no row.
 *
 * @param rows rows of the reference; 0 where nothing is known of them
 * @param leaves rows by leaf for each tree, of the first {@value #COUNTED_TREES}; empty where there are no trees
 * @param structural missing cells that another column explains
 * @param associations how its columns go together; empty where there is no model
 * @param equalPairs pairs of rows that are equal in all features: three equal rows are three pairs
 * @param heldOut null where fewer than {@value OnHeldOut#MINIMUM_ROWS} labelled rows were held out, or none is known
 * @param attribution mean of the {@link ShapleyValues} of the reference's rows by feature, in log-odds, measured with {@link #leaves}; null where
 *     there are no trees
 */
public record ReferenceFacts(
        long rows,
        List<long[]> leaves,
        List<StructuralMissing> structural,
        Associations associations,
        long equalPairs,
        @Nullable OnHeldOut heldOut,
        @Nullable Map<String, Double> attribution) {

    /**
     * Nothing is known, as of a bundle from before there were facts: leaves, labels and repeated rows are not watched, missing cells come by chance,
     * and predictions are compared with those of the reference's own rows.
     */
    public static final ReferenceFacts NONE =
            new ReferenceFacts(0, List.of(), List.of(), Associations.NONE, 0, null, null);

    /** Leaves of so many of the first trees are counted, which bounds the size of a bundle. */
    private static final int COUNTED_TREES = 500;

    /**
     * What the model says of rows that it was not trained on. Of its training rows it is too sure. Of an imported model nobody knows which these
     * are, and all its labelled rows count as held out.
     *
     * @param prediction its probabilities, thinned to what the tests need; named {@link ScoredBatch#PREDICTION}
     * @param loss on these rows
     */
    public record OnHeldOut(NumericProfile prediction, Loss loss) {

        /** Fewer rows tell too little. */
        public static final int MINIMUM_ROWS = 30;

        public OnHeldOut {
            if (!prediction.name().equals(ScoredBatch.PREDICTION) || prediction.present() != loss.rows()) {
                throw new IllegalArgumentException("held out are " + loss.rows() + " rows, and " + prediction.present()
                        + " values of the column " + prediction.name());
            }
        }

        /**
         * Sums up held-out rows; empty where there are too few.
         *
         * @param probabilities of the positive class, one per row
         * @param positive whether the row is of it
         */
        public static Optional<OnHeldOut> of(float[] probabilities, boolean[] positive) {
            if (probabilities.length < MINIMUM_ROWS) {
                return Optional.empty();
            }
            double[] losses = new double[probabilities.length];
            Arrays.setAll(losses, row -> Loss.of(probabilities[row], positive[row]));
            return Optional.of(new OnHeldOut(
                    NumericReference.thinned(NumericProfile.of(ScoredBatch.prediction(probabilities))),
                    Loss.of(losses)));
        }
    }

    public ReferenceFacts {
        leaves = List.copyOf(leaves);
        structural = List.copyOf(structural);
        attribution = attribution == null ? null : new TreeMap<>(attribution);
        if (rows < 0 || equalPairs < 0 || equalPairs > 0.5 * rows * (rows - 1)) {
            throw new IllegalArgumentException(rows + " rows cannot have " + equalPairs + " pairs of equal rows");
        }
    }

    /**
     * Finds what the rows of a reference tell without a model.
     *
     * @param profile of the features of these rows, as it is kept
     */
    public static ReferenceFacts of(Batch rows, Profile profile) {
        return of(rows, profile, List.of(), null, null);
    }

    /**
     * Finds what the rows of a model's reference tell.
     *
     * @param profile of these rows, as it is kept
     * @param schema of the model
     * @param heldOut what the model says of rows that it was not trained on; null where that is not known
     */
    public static ReferenceFacts of(
            Batch rows, Profile profile, Schema schema, Scorer scorer, @Nullable OnHeldOut heldOut) {
        Profile plain = profile.without(ScoredBatch.PREDICTION);
        if (!(scorer instanceof FlatTrees trees)) {
            return of(rows, plain, List.of(), heldOut, null);
        }
        Features features = Features.of(rows, schema);
        List<long[]> leaves = trees.leaves(features, COUNTED_TREES);
        return of(rows, plain, leaves, heldOut, new ShapleyValues(trees, leaves).means(features, schema));
    }

    private static ReferenceFacts of(
            Batch rows,
            Profile features,
            List<long[]> leaves,
            @Nullable OnHeldOut heldOut,
            @Nullable Map<String, Double> attribution) {
        return new ReferenceFacts(
                rows.rows(),
                leaves,
                StructuralMissing.of(rows, features),
                leaves.isEmpty() ? Associations.NONE : Associations.of(rows, features),
                RowRepeats.of(rows, features.types().keySet()).equalPairs(),
                heldOut,
                attribution);
    }

    /**
     * Makes the rule that judges batches by evidence against the reference.
     *
     * @param reference the profile of its rows; with the model's predictions where there is a model
     * @param importance of each feature for the model; empty where that is not known or there is no model, and all count alike
     * @param minimumRows a batch with fewer rows is inconclusive by itself; its rows count in windows
     */
    public EvidenceRule rule(Profile reference, Map<String, Importance> importance, Budget budget, long minimumRows) {
        Profile profile = heldOut == null
                ? reference
                : reference.without(ScoredBatch.PREDICTION).with(heldOut.prediction());
        Map<String, Double> falls = new HashMap<>();
        importance.forEach((feature, fall) -> falls.put(feature, fall.mean()));
        return new EvidenceRule(
                profile,
                structural,
                rows == 0 ? null : equalPairs,
                Reference.of(profile, watched(), falls),
                associations,
                budget,
                heldOut == null ? null : LabelRule.of(heldOut.loss(), budget),
                minimumRows);
    }

    private List<long[]> watched() {
        return leaves.subList(0, Math.min(FlatTrees.WATCHED_TREES, leaves.size()));
    }

    /**
     * Says which features moved the predictions for a batch.
     *
     * @param schema of the model
     * @return empty where there is no row, the model has no trees, or its bundle is older than attributions
     */
    public Optional<MarginMove> marginMove(Scorer scorer, Features batch, Schema schema) {
        return batch.rows() == 0 ? Optional.empty() : marginMove(scorer, values -> values.means(batch, schema));
    }

    /**
     * Says it of rows that were counted.
     *
     * @param ways of the rows, as {@link #ways} counts them
     * @param rows how many were counted
     * @throws IllegalArgumentException when they were counted by the ways through other trees
     */
    public Optional<MarginMove> marginMove(Scorer scorer, List<long[]> ways, long rows, Schema schema) {
        return rows == 0 ? Optional.empty() : marginMove(scorer, values -> values.means(ways, rows, schema));
    }

    private Optional<MarginMove> marginMove(Scorer scorer, Function<ShapleyValues, Map<String, Double>> means) {
        return attributing(scorer)
                .map(values ->
                        MarginMove.of(values.expectation(), Objects.requireNonNull(attribution), means.apply(values)));
    }

    /** Counts rows by the way that they go through each tree; empty where there are no attributions to compare with, or a tree is too deep. */
    public Optional<List<long[]>> ways(Scorer scorer, Features rows) {
        return attributing(scorer).flatMap(values -> values.ways(rows));
    }

    private Optional<ShapleyValues> attributing(Scorer scorer) {
        return attribution != null && scorer instanceof FlatTrees trees
                ? Optional.of(trees.attributing(leaves))
                : Optional.empty();
    }

    /**
     * Returns the leaves of a scored batch that are held against those of the reference: none where these are not known.
     *
     * @param fallen rows by leaf
     */
    public List<long[]> watched(List<long[]> fallen) {
        return fallen.subList(0, watched().size());
    }

    /**
     * Checks that these are facts of this reference and model.
     *
     * @param reference the features
     * @throws IllegalArgumentException naming what does not fit
     */
    public void requireFit(Profile reference, Scorer scorer) {
        require(rows == reference.rows(), "it is of %,d rows, the reference has %,d", rows, reference.rows());
        int trees = scorer instanceof FlatTrees flat ? Math.min(COUNTED_TREES, flat.trees()) : 0;
        require(leaves.size() == trees, "it has the leaves of %d trees, and %d are counted", leaves.size(), trees);
        for (int tree = 0; tree < trees; tree++) {
            long[] fallen = leaves.get(tree);
            int size = ((FlatTrees) scorer).leaves(tree);
            require(fallen.length == size, "it counts %d leaves of tree %d, which has %d", fallen.length, tree, size);
            require(
                    Arrays.stream(fallen).allMatch(count -> count >= 0)
                            && Arrays.stream(fallen).sum() == rows,
                    "the leaves of tree %d do not hold each row once",
                    tree);
        }
        structural.forEach(missing -> missing.requireFit(reference));
        associations.requireFit(reference);
        if (attribution != null) {
            attribution.forEach((feature, mean) -> require(
                    reference.column(feature).isPresent() && Double.isFinite(mean),
                    "the attribution %s of %s is not of a feature",
                    mean,
                    feature));
        }
    }

    private static void require(boolean fits, String otherwise, Object... figures) {
        if (!fits) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, otherwise, figures));
        }
    }
}
