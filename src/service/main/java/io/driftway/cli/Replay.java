package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.ArrayDeque;
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

    /** Fewer rows of a batch say nothing. */
    static final int MINIMUM_ROWS = 30;

    private static final double[] NONE = {};

    private final ReplayedFile file;
    private final int batchRows;
    private final Profile known;
    private final DriftOptions options;

    /** A batch before it is judged. */
    private record Unjudged(int number, Batch rows, Profile features, List<Fault> unreadable, DriftReport report) {
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

    /** What the replaced system would have decided: a breach where the share of drifted columns is above a threshold. */
    Iterator<ReplayedBatch> byThreshold(double breachAt) {
        return batches(new Watched(new ThresholdRule(0, breachAt, 1), ReferenceFacts.NONE, null)::judge);
    }

    /**
     * What the engine of evidence would have decided.
     *
     * @param labels what became true; null where nothing is known
     * @throws BadInput when there are labels, and neither the bundle nor the reference says what the model's loss is on rows that it was not
     *     trained on
     */
    Iterator<ReplayedBatch> byEvidence(Budget budget, @Nullable ReplayedLabels labels) {
        Facts given = facts();
        if (labels != null && given.facts().heldOut() == null) {
            throw new BadInput(file.reference().name() + ": there are fewer than "
                    + OnHeldOut.MINIMUM_ROWS
                    + " labelled rows that the model was not trained on, and its bundle does not say what its loss on such rows was, so"
                    + " that the loss on new labels has nothing to be compared with; train the model again, or give as --reference"
                    + " the labelled file that it was trained from");
        }
        return batches(new Watched(given.rule(budget), given.facts(), labels)::judge);
    }

    /** What there is to know of the reference, whose profile has predictions where there is a model. */
    private record Facts(ReferenceFacts facts, Profile profile, Map<String, Importance> importance) {
        EvidenceRule rule(Budget budget) {
            return facts.rule(profile, importance, budget, MINIMUM_ROWS);
        }
    }

    /** The history as it stands, and the losses whose labels are still to come, those of the oldest batch first. */
    private final class Watched {

        private final DecisionRule rule;
        private final ReferenceFacts facts;
        private final @Nullable ReplayedLabels labels;
        private final Deque<double[]> toCome = new ArrayDeque<>();
        /** The first batch that had the rows of a digest. */
        private final Map<String, String> seen = new HashMap<>();

        private History history = History.NONE;

        Watched(DecisionRule rule, ReferenceFacts facts, @Nullable ReplayedLabels labels) {
            this.rule = rule;
            this.facts = facts;
            this.labels = labels;
        }

        ReplayedBatch judge(Unjudged batch) {
            Model model = file.model();
            // A service sets a file that it cannot read aside before it is scored.
            boolean scorable =
                    rule instanceof EvidenceRule && batch.unreadable().isEmpty();
            ScoredBatch scored = model == null || !scorable ? null : score(model, batch.rows());
            Observation observed = new Observation(
                    String.valueOf(batch.number()),
                    batch.report(),
                    scored == null ? batch.features() : batch.features().with(profile(scored.prediction())),
                    scored == null ? List.of() : facts.watched(scored.leaves()),
                    delivery(batch));
            if (labels != null && rule instanceof EvidenceRule evidence) {
                // Of the rows of a broken feed the model may say anything.
                toCome.addLast(
                        scored != null && evidence.faults(observed).isEmpty()
                                ? labels.losses(batch.rows(), scored.probabilities())
                                : NONE);
                history = evidence.labelled(history, come(labels));
            }
            DecisionRule.Decision decision = rule.decide(observed, history);
            history = decision.history();
            return ReplayedBatch.of(batch.number(), batch.rows().rows(), decision.verdict(), batch.value());
        }

        private Delivery delivery(Unjudged batch) {
            RowRepeats rows = RowRepeats.of(batch.rows(), file.features());
            String earlier = rows.identity()
                    .map(digest -> seen.putIfAbsent(digest, "batch " + batch.number()))
                    .orElse(null);
            return new Delivery(rows, earlier, batch.unreadable());
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
        List<Fault> unreadable = file.unreadableIn(from, to);
        List<String> texts =
                unreadable.stream().flatMap(fault -> fault.columns().stream()).toList();
        Profile features = Profile.of(rows, file.features());
        Profile readable = texts.isEmpty() ? features : without(texts, features);
        Map<String, String> untestable = new HashMap<>();
        texts.forEach(name -> untestable.put(name, "the reference has numbers here, and the current has not"));
        return new Unjudged(
                number + 1, rows, features, unreadable, DriftComparison.compare(known, readable, options, untestable));
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

    /** The predictions and the loss on held-out rows are those of the bundle where it has them; all else is of the reference's rows. */
    private Facts facts() {
        Bundle bundle = file.bundle();
        if (bundle == null) {
            return new Facts(ReferenceFacts.of(file.reference(), known), known, Map.of());
        }
        Model model = bundle.model();
        Profile profile = known.with(profile(score(model, file.reference()).prediction()));
        OnHeldOut stored = bundle.baseline().facts().heldOut();
        return new Facts(
                ReferenceFacts.of(
                        file.reference(),
                        profile,
                        model.manifest().schema(),
                        model.scorer(),
                        stored == null ? onHeldOut(model).orElse(null) : stored),
                profile,
                model.manifest().importance());
    }

    /** What the rows of the reference that the model was not trained on tell, where they have labels. */
    private Optional<OnHeldOut> onHeldOut(Model model) {
        return model.manifest()
                .schema()
                .target()
                .flatMap(target -> file.reference().column(target.name()))
                .map(target -> HeldOut.of(file.reference(), model.manifest().schema()))
                .flatMap(rows -> OnHeldOut.of(score(model, rows.rows()).probabilities(), rows.positive()));
    }

    /** @throws BadInput when the model cannot score the rows */
    static ScoredBatch score(Model model, Batch rows) {
        try {
            return model.score(rows);
        } catch (IllegalArgumentException unscorable) {
            throw new BadInput(rows.name() + ": " + unscorable.getMessage());
        }
    }

    static ColumnProfile profile(NumericColumn prediction) {
        return Profile.of(
                        new Batch(prediction.name(), List.of(prediction), prediction.size()),
                        List.of(prediction.name()))
                .columns()
                .getFirst();
    }
}
