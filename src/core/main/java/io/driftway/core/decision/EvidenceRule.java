package io.driftway.core.decision;

import io.driftway.core.decision.Evidence.Windowed;
import io.driftway.core.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by evidence: a batch breaches only for what chance does not explain, what matters to the model, and what is no fault of the feed.
 * The rule takes three steps:
 *
 * <ol>
 *   <li>It checks the feed. A fault makes the batch {@linkplain Verdict.Broken broken}, and its rows count in no window.
 *   <li>It looks at the labels that have come before. Where the model loses more on them than it should, the batch is a breach with the
 *       cause {@link Cause#CONCEPT}.
 *   <li>It compares the rows with the reference, together with those of earlier batches, in windows of several lengths. Where labels have
 *       not decided, the windows do. The {@link Budget} says how often chance may request a retraining.
 * </ol>
 *
 * <p>A batch below the minimum of rows is inconclusive where it would be stable; its rows count in windows all the same. The rule keeps no
 * state: all that it remembers is in the {@link History}.
 */
public final class EvidenceRule implements DecisionRule {

    /** Names the rule in records, settings and labels of metrics. */
    public static final String NAME = "evidence";

    private final Reference reference;
    private final Feed feed;
    private final long minimumRows;
    private final Budget budget;
    private final Windows windows;
    private final @Nullable LabelRule labels;

    /**
     * Makes a rule.
     *
     * @param profile of the reference, which {@code reference} is made of
     * @param structural missing cells of the reference that other columns explain
     * @param associations how the columns of the reference go together
     * @param equalPairs pairs of the reference's rows that are equal in all features; null where nobody counted
     * @param labels null where the model's loss on held-out rows is not known
     * @param minimumRows a batch with fewer rows is inconclusive by itself; its rows count in windows
     */
    public EvidenceRule(
            Profile profile,
            List<StructuralMissing> structural,
            @Nullable Long equalPairs,
            Reference reference,
            Associations associations,
            Budget budget,
            @Nullable LabelRule labels,
            long minimumRows) {
        this.reference = reference;
        this.feed = new Feed(profile, structural, equalPairs);
        this.minimumRows = minimumRows;
        this.budget = budget;
        this.windows = new Windows(reference, structural, associations, budget);
        this.labels = labels;
    }

    /**
     * Returns the faults of a batch's feed, the one that explains most first; empty where it is sound. A batch below the minimum of rows is
     * checked only for cells that could not be read.
     */
    public List<Fault> faults(Observation batch) {
        return batch.profile().rows() < minimumRows
                ? batch.delivery().unreadable()
                : feed.faults(batch.profile(), batch.delivery());
    }

    /** Returns how many of the newest batches the rule needs of a history. */
    public int longest() {
        return budget.longest();
    }

    /** Tells whether labels decide too. They do where the model's loss on held-out rows is known. */
    public boolean watchesLabels() {
        return labels != null;
    }

    /**
     * Returns the history after labels have come. Losses of the rows of a broken batch must not be given, because they say nothing of the model.
     *
     * @param losses {@link Loss} of each row whose label has come, in [0, 9/8]; empty where none has
     */
    public History labelled(History history, double[] losses) {
        return labels == null
                ? history
                : new History(
                        history.newest(),
                        history.memory()
                                .withWealth(labels.after(history.memory().wealth(), losses)));
    }

    /** Returns the history after a sound batch of which only the counts are left. */
    public History remembered(History.Counted batch, History history) {
        return windows.decide(batch, history).history();
    }

    @Override
    public Decision decide(Observation batch, History history) {
        List<Fault> faults = faults(batch);
        if (!faults.isEmpty()) {
            Windowed none = Windows.unseen(batch.batch(), history.memory().spent());
            return new Decision(new Verdict.Broken(none.with(labels(history)), faults), history);
        }
        Decision step = windows.decide(
                new History.Counted(batch.batch(), reference.count(batch.profile(), batch.leaves())), history);
        Windowed evidence = ((Windowed) step.verdict().evidence()).with(labels(history));
        return new Decision(
                labels != null && labels.asks(history.memory().wealth())
                        ? new Verdict.Breach(evidence, Cause.CONCEPT)
                        : switch (step.verdict()) {
                            case Verdict.Stable stable ->
                                batch.profile().rows() < minimumRows
                                        ? new Verdict.Inconclusive(evidence, Verdict.TOO_FEW_ROWS)
                                        : new Verdict.Stable(evidence);
                            case Verdict.Warning warning -> new Verdict.Warning(evidence, warning.cause());
                            case Verdict.Breach breach -> new Verdict.Breach(evidence, breach.cause());
                            case Verdict.Broken broken -> broken;
                            case Verdict.Inconclusive inconclusive -> inconclusive;
                        },
                step.history());
    }

    private Evidence.@Nullable Labels labels(History history) {
        List<Double> wealth = history.memory().wealth();
        return labels == null || wealth.isEmpty()
                ? null
                : new Evidence.Labels(LabelRule.mean(wealth), labels.threshold());
    }
}
