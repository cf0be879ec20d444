package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.DecisionRule;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.History;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReferenceFacts.OnHeldOut;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.RowRepeats;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The engine that is measured. Nothing else here names its classes, but for verdicts and budgets. Immutable. */
final class Engine {

    static final double[] NO_LABELS = {};

    private static final int MINIMUM_ROWS = 30;

    /** Evidence does not read it. */
    private static final DriftReport NO_REPORT = new DriftReport(0, 0, 0, List.of());

    private final List<String> features;
    private final @Nullable Champion champion;
    private final ReferenceFacts facts;
    private final EvidenceRule rule;
    private final History history;

    /** A batch's verdict, and the engine for the next batch. */
    record Step(Verdict verdict, Engine next) {}

    private Engine(
            List<String> features,
            @Nullable Champion champion,
            ReferenceFacts facts,
            EvidenceRule rule,
            History history) {
        this.features = features;
        this.champion = champion;
        this.facts = facts;
        this.rule = rule;
        this.history = history;
    }

    /** Makes an engine without a model. */
    static Engine of(Batch reference, List<String> features, Budget budget) {
        Profile known = Profile.of(reference, features);
        ReferenceFacts facts = ReferenceFacts.of(reference, known);
        return new Engine(features, null, facts, facts.rule(known, Map.of(), budget, MINIMUM_ROWS), History.NONE);
    }

    /**
     * Makes an engine with a model.
     *
     * @param heldOut labelled rows of the same distribution that the model was not trained on
     */
    static Engine of(Batch reference, Batch heldOut, Champion champion, Budget budget) {
        List<String> features =
                champion.schema().features().stream().map(field -> field.name()).toList();
        Profile known = Profile.of(reference, features).with(champion.prediction(reference));
        ReferenceFacts facts = ReferenceFacts.of(
                reference,
                known,
                champion.schema(),
                champion.trees(),
                OnHeldOut.of(champion.probabilities(heldOut), Population.positive(heldOut, champion.schema()))
                        .orElseThrow());
        return new Engine(
                features,
                champion,
                facts,
                facts.rule(known, champion.importance(), budget, MINIMUM_ROWS),
                History.NONE);
    }

    /** Judges the next batch and the losses on labels that have come. */
    Step after(Batch rows, double[] losses) {
        return after(profile(rows), leaves(rows), new Delivery(RowRepeats.of(rows, features), null, List.of()), losses);
    }

    Step after(Batch rows) {
        return after(rows, NO_LABELS);
    }

    Step after(Profile profile, List<long[]> leaves, Delivery delivery, double[] losses) {
        Observation batch = new Observation("", NO_REPORT, profile, leaves, delivery);
        DecisionRule.Decision decision = rule.decide(batch, rule.labelled(history, losses));
        return new Step(decision.verdict(), new Engine(features, champion, facts, rule, decision.history()));
    }

    Profile profile(Batch rows) {
        Profile profile = Profile.of(rows, features);
        return champion == null ? profile : profile.with(champion.prediction(rows));
    }

    List<long[]> leaves(Batch rows) {
        return champion == null ? List.of() : champion.leaves(rows);
    }

    /** Makes a reference of rows; with a model, the predictions are those of its first fifth, as many as are held out. */
    static Reference reference(Batch rows, List<String> features, @Nullable Champion champion) {
        Profile known = Profile.of(rows, features);
        return champion == null
                ? Reference.of(known)
                : Reference.of(
                        known.with(champion.prediction(
                                rows.select(IntStream.range(0, rows.rows() / 5).toArray()))),
                        champion.leaves(rows),
                        champion.falls());
    }
}
