package io.driftway.core.pipeline;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Delivery;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.Observation;
import io.driftway.core.decision.ReportRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.profile.RowRepeats;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a compared batch, writes {@linkplain #writePredictions its predictions} and {@linkplain #writeReport its report}, and
 * {@linkplain #commit commits} its verdict. It writes the verdict last, so that every object that a verdict names exists.
 */
public final class Deciding {

    private final ObjectStore store;
    private final Ledger ledger;
    private final Contents contents;
    private final FlowFormat format;
    private final DecisionLog log;
    private final Turn turn;
    private final Policy policy;
    private final WarningRules warnings;
    private final Clock clock;
    private final Supplier<@Nullable String> traceparent;
    private final String version;

    /**
     * Makes the last step.
     *
     * @param turn of a batch that is judged together with others
     * @param traceparent of the trace at hand; null where there is none
     * @param version of this program
     */
    public Deciding(
            ObjectStore store,
            Ledger ledger,
            Contents contents,
            FlowFormat format,
            DecisionLog log,
            Turn turn,
            Policy policy,
            WarningRules warnings,
            Clock clock,
            Supplier<@Nullable String> traceparent,
            String version) {
        this.store = store;
        this.ledger = ledger;
        this.contents = contents;
        this.format = format;
        this.log = log;
        this.turn = turn;
        this.policy = policy;
        this.warnings = warnings;
        this.clock = clock;
        this.traceparent = traceparent;
        this.version = version;
    }

    /** Decides, writes what the verdict names, and commits it: the order of the four below. */
    public Committed conclude(Compared compared) {
        return commit(writeReport(writePredictions(decide(compared))));
    }

    /** Decides. A rule that judges batches together waits for its turn, and decides after all that was seen before. */
    public Decided decide(Compared compared) {
        ScoredRows batch = compared.rows();
        return switch (policy.rule(batch.champion())) {
            case ReportRule rule ->
                new Decided(compared, record(compared, rule.judge(compared.data()), null, hadSameBytes(batch)));
            case EvidenceRule rule -> {
                // All that needs no turn comes before it: whoever waits behind this batch waits for what follows.
                ChampionPointer champion = batch.champion().pointer();
                RowRepeats rows = batch.repeats();
                Observation observed = compared.observation(new Delivery(rows, null, List.of()));
                DecisionLog.Arrival arrival =
                        log.arrived(champion, batch.blob().batchId(), batch.digests(rows), rule.longest());
                turn.await(batch.blob(), decided(champion, rule.longest()));
                DecisionLog.Placed placed = log.decide(
                        champion,
                        arrival,
                        rule.longest(),
                        (history, repeat) ->
                                rule.decide(observed.repeating(repeat == null ? null : repeat.batch()), history));
                boolean sameBytes = placed.repeats() != null && placed.repeats().sameBytes();
                yield new Decided(compared, record(compared, placed.verdict(), placed.position(), sameBytes));
            }
        };
    }

    private Turn.Decided decided(ChampionPointer champion, int longest) {
        return new Turn.Decided() {
            @Override
            public boolean isKnown(String batchId) {
                return log.isKnown(champion, batchId, longest);
            }

            @Override
            public boolean ask(String batchId) {
                log.refresh(champion, longest);
                return isKnown(batchId);
            }
        };
    }

    private boolean hadSameBytes(ScoredRows batch) {
        return contents.earlier(batch.contentSha256(), batch.blob().batchId()).isPresent();
    }

    /** A repeat finds its predictions there already: batch and model determine them. Those of a counted batch were written when it was counted. */
    public Decided writePredictions(Decided judged) {
        if (judged.compared().rows() instanceof Scored scored) {
            store.putIfAbsent(judged.verdict().predictions(), format.predictions(scored));
        }
        return judged;
    }

    /** Writes the drift report; one that is there already stays. */
    public Decided writeReport(Decided judged) {
        store.putIfAbsent(
                judged.verdict().report(),
                format.report(judged.compared(), judged.verdict().judged()));
        return judged;
    }

    /** Commits the verdict: from here on it counts, unless another replica was first. */
    public Committed commit(Decided judged) {
        return new Committed(judged.compared(), judged.verdict(), ledger.commit(judged.verdict()));
    }

    private VerdictRecord record(Compared compared, Verdict verdict, @Nullable Long position, boolean sameBytes) {
        ScoredRows batch = compared.rows();
        BlobVersion blob = batch.blob();
        Champion champion = batch.champion();
        return new VerdictRecord(
                blob.batchId(),
                blob,
                batch.contentSha256(),
                champion.pointer(),
                verdict.outcome(),
                verdict instanceof Verdict.Inconclusive inconclusive ? inconclusive.reason() : null,
                verdict.asks(),
                dataset(compared),
                Warnings.of(compared, warnings, sameBytes),
                batch.labelled(),
                batch.predictions(),
                Keys.report(blob.batchId(), champion.model().id()),
                traceparent.get(),
                version,
                clock.instant(),
                VerdictRecord.FORMAT,
                verdict,
                position);
    }

    private static VerdictRecord.Dataset dataset(Compared compared) {
        double share = compared.data().driftValue();
        return new VerdictRecord.Dataset(
                compared.data().testedColumns(),
                compared.data().driftedColumns(),
                Double.isNaN(share) ? null : share,
                compared.prediction() instanceof DriftScore.Measured measured ? measured.value() : null,
                compared.data().missingValueCount(),
                compared.data().rowsReference(),
                compared.data().rowsCurrent());
    }
}
