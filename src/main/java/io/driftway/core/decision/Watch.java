package io.driftway.core.decision;

import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges a model's batches one after the other: first the feed, then the rows together with those of earlier batches, then the labels that have
 * come meanwhile.
 *
 * <p>Immutable: {@link #after} returns the watch as it stands after a batch, with that batch's verdict.
 */
public final class Watch {

    /**
     * What there is to know of a batch.
     *
     * @param profile of its features and, where there is a model, of its predictions
     * @param leaves rows by leaf, for each tree of {@link Reference#leaves}
     * @param losses (probability - truth)^2 of rows whose labels have come since the batch before; empty where none has
     * @param delivery how the batch came
     */
    public record Observation(Profile profile, List<long[]> leaves, double[] losses, Delivery delivery) {

        /** Of a batch of which nothing is known beside its values. */
        public Observation(Profile profile, List<long[]> leaves, double[] losses) {
            this(profile, leaves, losses, Delivery.UNKNOWN);
        }
    }

    /** A batch's verdict, and the watch for the next batch. */
    public record Step(Verdict verdict, Watch next) {}

    private final Reference reference;
    private final Feed feed;
    private final long minimumRows;
    private final EvidenceRule evidence;
    private final @Nullable LabelRule labels;

    /** Makes a watch over a reference in which missing cells come by chance; else as the other. */
    public Watch(Profile profile, Reference reference, Budget budget, @Nullable LabelRule labels, long minimumRows) {
        this(profile, List.of(), reference, budget, labels, minimumRows);
    }

    /**
     * Makes a watch that has seen no batch yet.
     *
     * @param profile of the reference, which {@code reference} is made of
     * @param structural missing cells of the reference that other columns explain
     * @param labels null where the model's loss on held-out rows is not known
     * @param minimumRows a batch with fewer rows is inconclusive by itself; its rows count in windows
     */
    public Watch(
            Profile profile,
            List<StructuralMissing> structural,
            Reference reference,
            Budget budget,
            @Nullable LabelRule labels,
            long minimumRows) {
        this(
                reference,
                new Feed(features(profile), structural),
                minimumRows,
                new EvidenceRule(reference, budget),
                labels);
    }

    private Watch(Reference reference, Feed feed, long minimumRows, EvidenceRule evidence, @Nullable LabelRule labels) {
        this.reference = reference;
        this.feed = feed;
        this.minimumRows = minimumRows;
        this.evidence = evidence;
        this.labels = labels;
    }

    private static Profile features(Profile profile) {
        return new Profile(
                profile.rows(),
                profile.columns().stream()
                        .filter(column -> !column.name().equals(ScoredBatch.PREDICTION))
                        .toList());
    }

    /** Judges the next batch. */
    public Step after(Observation batch) {
        LabelRule labelled = labels == null ? null : labels.after(batch.losses());
        boolean concept = labelled != null && labelled.asks();
        List<Fault> faults =
                batch.profile().rows() < minimumRows ? List.of() : feed.faults(batch.profile(), batch.delivery());
        if (!faults.isEmpty()) {
            return new Step(
                    new Verdict.Broken(Evidence.NONE, faults),
                    new Watch(reference, feed, minimumRows, evidence, labelled));
        }
        EvidenceRule.Step step = evidence.after(reference.count(batch.profile(), batch.leaves()));
        Verdict verdict = step.verdict();
        if (concept) {
            verdict = new Verdict.Breach(verdict.evidence(), Cause.CONCEPT);
        } else if (verdict instanceof Verdict.Stable && batch.profile().rows() < minimumRows) {
            verdict = new Verdict.Inconclusive(verdict.evidence(), "too_few_rows");
        }
        return new Step(verdict, new Watch(reference, feed, minimumRows, step.next(), labelled));
    }
}
