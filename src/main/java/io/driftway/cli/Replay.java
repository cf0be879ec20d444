package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.History;
import io.driftway.core.decision.LabelRule;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.StructuralMissing;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Cuts the current of a file into batches and judges one after the other, each when it is asked for. */
final class Replay {

    /** Leaves of so many of the first trees are watched. */
    private static final int WATCHED_TREES = 50;

    /** Fewer rows of a batch, or labelled rows held out of the training, say nothing. */
    private static final int MINIMUM_ROWS = 30;

    private static final ThresholdRule THRESHOLD = new ThresholdRule(0, ThresholdRule.BREACH_AT, 1);
    private static final double[] NONE = {};

    private final ReplayedFile file;
    private final int batchRows;
    private final Profile known;
    private final DriftOptions options;

    /** A batch before it is judged. */
    private record Unjudged(int number, Batch rows, Profile features, List<String> texts, DriftReport report) {
        double value() {
            return report.driftValue();
        }
    }

    Replay(ReplayedFile file, int batchRows) {
        this.file = file;
        this.batchRows = batchRows;
        known = Profile.of(file.reference(), file.features());
        options = file.model() == null
                ? DriftOptions.DEFAULT
                : DriftOptions.of(file.model().manifest().drift());
    }

    /** What the replaced system would have decided: a breach where the share of drifted columns is above 0.05. */
    Iterator<ReplayedBatch> byThreshold() {
        return batches(new Watched(THRESHOLD, null)::judge);
    }

    /**
     * What the engine of evidence would have decided.
     *
     * @param labels what became true; null where nothing is known
     * @throws BadInput when there are labels and the reference does not say what the model's loss is on rows that it was not trained on
     */
    Iterator<ReplayedBatch> byEvidence(Budget budget, @Nullable ReplayedLabels labels) {
        return batches(new Watched(rule(budget, labels), labels)::judge);
    }

    /** The history as it stands, and the losses whose labels are still to come, those of the oldest batch first. */
    private final class Watched {

        private final DecisionRule rule;
        private final @Nullable ReplayedLabels labels;
        private final Deque<double[]> toCome = new ArrayDeque<>();
        private History history = History.NONE;

        Watched(DecisionRule rule, @Nullable ReplayedLabels labels) {
            this.rule = rule;
            this.labels = labels;
        }

        ReplayedBatch judge(Unjudged batch) {
            if (rule instanceof EvidenceRule && !batch.texts().isEmpty()) {
                // A service sets such a file aside before it is scored, so that it enters no window.
                toCome.addLast(NONE);
                return ReplayedBatch.unreadable(batch.number(), batch.rows().rows(), batch.texts(), batch.value());
            }
            Model model = file.model();
            ScoredBatch scored = model == null || rule instanceof ThresholdRule ? null : score(model, batch.rows());
            Observation observed = new Observation(
                    String.valueOf(batch.number()),
                    batch.report(),
                    scored == null ? batch.features() : with(scored.prediction(), batch.features()),
                    scored == null ? List.of() : leaves(batch.rows()),
                    Delivery.UNKNOWN);
            if (labels != null && scored != null && rule instanceof EvidenceRule evidence) {
                // Of the rows of a broken feed the model may say anything.
                toCome.addLast(
                        evidence.faults(observed).isEmpty()
                                ? labels.losses(batch.rows(), scored.probabilities())
                                : NONE);
                history = evidence.labelled(history, come(labels));
            }
            DecisionRule.Decision decision = rule.decide(observed, history);
            history = decision.history();
            return ReplayedBatch.of(batch.number(), batch.rows().rows(), decision.verdict(), batch.value());
        }

        private double[] come(ReplayedLabels known) {
            DoubleStream come = DoubleStream.empty();
            while (toCome.size() > known.delay()) {
                come = DoubleStream.concat(come, Arrays.stream(toCome.removeFirst()));
            }
            return come.toArray();
        }
    }

    private Iterator<ReplayedBatch> batches(Function<Unjudged, ReplayedBatch> judge) {
        int rows = file.current().rows();
        return IntStream.range(0, Math.ceilDiv(rows, batchRows))
                .mapToObj(number -> judge.apply(unjudged(number, Math.min(rows, (number + 1) * batchRows))))
                .iterator();
    }

    private Unjudged unjudged(int number, int to) {
        int from = number * batchRows;
        Batch rows = file.current().select(IntStream.range(from, to).toArray());
        List<String> texts = file.textsIn(from, to);
        Profile features = Profile.of(rows, file.features());
        Profile readable = texts.isEmpty() ? features : without(texts, features);
        Map<String, String> untestable = new HashMap<>();
        texts.forEach(name -> untestable.put(name, "the reference has numbers here, and the current has not"));
        return new Unjudged(
                number + 1, rows, features, texts, DriftComparison.compare(known, readable, options, untestable));
    }

    private static Profile without(List<String> texts, Profile features) {
        return new Profile(
                features.rows(),
                features.columns().stream()
                        .map(column -> texts.contains(column.name())
                                ? ColumnProfile.withoutValues(column.name(), column.type(), column.missing())
                                : column)
                        .toList());
    }

    private EvidenceRule rule(Budget budget, @Nullable ReplayedLabels labels) {
        Model model = file.model();
        List<StructuralMissing> structural = StructuralMissing.of(file.reference(), known);
        if (model == null) {
            return new EvidenceRule(known, structural, Reference.of(known), budget, null, MINIMUM_ROWS);
        }
        Optional<HeldOut> heldOut = heldOut(model);
        // Predictions of rows that the model was trained on are bolder than those of any others.
        Profile profile = with(
                score(model, heldOut.map(HeldOut::rows).orElse(file.reference()))
                        .prediction(),
                known);
        Map<String, Double> falls = new HashMap<>();
        model.manifest().importance().forEach((name, importance) -> falls.put(name, importance.mean()));
        return new EvidenceRule(
                profile,
                structural,
                Reference.of(profile, leaves(file.reference()), falls),
                budget,
                labels == null ? null : labelRule(model, heldOut, budget),
                MINIMUM_ROWS);
    }

    /** The rows of the reference that the model was not trained on, where they have labels. */
    private Optional<HeldOut> heldOut(Model model) {
        return model.manifest()
                .schema()
                .target()
                .flatMap(target -> file.reference().column(target.name()))
                .map(target -> HeldOut.of(file.reference(), model.manifest().schema()))
                .filter(rows -> rows.positive().length >= MINIMUM_ROWS);
    }

    private LabelRule labelRule(Model model, Optional<HeldOut> rows, Budget budget) {
        HeldOut heldOut = rows.orElseThrow(
                () -> new BadInput(
                        file.reference().name() + ": there are fewer than "
                                + MINIMUM_ROWS
                                + " labelled rows that the model was not trained on, so that the loss on new labels has"
                                + " nothing to be compared with; give as --reference the labelled file that the model was trained from"));
        float[] probabilities = score(model, heldOut.rows()).probabilities();
        return LabelRule.of(
                IntStream.range(0, probabilities.length)
                        .mapToDouble(row -> ReplayedLabels.loss(probabilities[row], heldOut.positive()[row]))
                        .toArray(),
                budget);
    }

    private static ScoredBatch score(Model model, Batch rows) {
        try {
            return model.score(rows);
        } catch (IllegalArgumentException unscorable) {
            throw new BadInput(rows.name() + ": " + unscorable.getMessage());
        }
    }

    private static Profile with(NumericColumn prediction, Profile features) {
        List<ColumnProfile> columns = new ArrayList<>(features.columns());
        columns.addAll(Profile.of(
                        new Batch(prediction.name(), List.of(prediction), prediction.size()),
                        List.of(prediction.name()))
                .columns());
        return new Profile(features.rows(), columns);
    }

    private List<long[]> leaves(Batch rows) {
        Model model = file.model();
        return model != null && model.scorer() instanceof FlatTrees trees
                ? trees.leaves(Features.of(rows, model.manifest().schema()), WATCHED_TREES)
                : List.of();
    }
}
