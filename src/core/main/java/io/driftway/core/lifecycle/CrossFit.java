package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.Features;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Holdout;
import io.driftway.core.model.Model;
import io.driftway.core.retrain.Contest;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.TrainingResult;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lets champion and challenger score all labelled rows that the champion was not trained on.
 *
 * <p>The challenger was trained on four fifths of the rows and scores the held-out fifth. Each other fifth is scored by a model that was trained like the challenger, but
 * without that fifth. So no model scores a row that it was trained on, and the gate judges by five times as many rows. These models see fewer new rows than the challenger,
 * so they are slightly worse.
 */
final class CrossFit {

    /** With so many rows held out, more of them change no answer, and each fifth costs one more training. */
    static final int ENOUGH = 5_000;

    private final Schema schema;
    private final Batch labelled;
    private final boolean[] fresh;
    private final int[] folds;

    /**
     * Holds the rows that are needed: all where fifths are to be left out, else the held-out ones.
     *
     * @param labelled what the challenger is trained on, held-out rows included
     * @param fresh whether the champion was not trained on a row, by row
     * @param schema of the champion
     */
    CrossFit(Batch labelled, boolean[] fresh, Schema schema) {
        this.schema = schema;
        int[] folds = Holdout.folds(labelled, schema);
        int[] heldOut = rows(row -> fresh[row] && folds[row] == 0, folds.length);
        if (heldOut.length < ENOUGH) {
            this.labelled = labelled;
            this.fresh = fresh;
            this.folds = folds;
        } else {
            this.labelled = labelled.select(heldOut);
            this.fresh = new boolean[heldOut.length];
            Arrays.fill(this.fresh, true);
            this.folds = new int[heldOut.length];
        }
    }

    /**
     * Returns the contest on the new rows. A fifth without which nothing can be trained is left out.
     *
     * @param training as the challenger was trained; what it returns does not hold the rows
     */
    Contest contest(Model champion, Model challenger, Function<Batch, Supplier<TrainingResult>> training) {
        float[] scores = new float[labelled.rows()];
        int[] heldOut = rows(row -> fresh[row] && folds[row] == 0, folds.length);
        put(challenger.score(labelled.select(heldOut)).probabilities(), heldOut, scores);
        BitSet scored = new BitSet();
        scored.set(0);
        for (int fold = 1; heldOut.length < ENOUGH && fold < Holdout.FOLDS; fold++) {
            int of = fold;
            int[] left = rows(row -> fresh[row] && folds[row] == of, folds.length);
            int[] kept = rows(row -> !fresh[row] || folds[row] != of, folds.length);
            if (left.length > 0 && training.apply(labelled.select(kept)).get() instanceof Trained trained) {
                Batch rows = labelled.select(left);
                put(trained.trees().probabilities(Features.of(rows, trained.schema())), left, scores);
                scored.set(fold);
            }
        }
        int[] judged = rows(row -> fresh[row] && scored.get(folds[row]), folds.length);
        Batch rows = labelled.select(judged);
        float[] after = new float[judged.length];
        for (int i = 0; i < judged.length; i++) {
            after[i] = scores[judged[i]];
        }
        return new Contest(
                new HeldOut(rows, positive(rows)), champion.score(rows).probabilities(), after);
    }

    private boolean[] positive(Batch rows) {
        CategoricalColumn target = (CategoricalColumn)
                rows.column(schema.target().orElseThrow().name()).orElseThrow();
        return BinaryClassification.of(schema).truth(target);
    }

    private static int[] rows(IntPredicate which, int rows) {
        return IntStream.range(0, rows).filter(which).toArray();
    }

    private static void put(float[] probabilities, int[] rows, float[] scores) {
        for (int i = 0; i < rows.length; i++) {
            scores[rows[i]] = probabilities[i];
        }
    }
}
