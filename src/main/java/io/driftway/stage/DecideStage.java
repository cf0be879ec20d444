package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.flow.Arrival;
import io.driftway.core.flow.Compared;
import io.driftway.core.flow.Decided;
import io.driftway.core.flow.FlowFormat;
import io.driftway.core.flow.Judged;
import io.driftway.core.flow.WarningRules;
import io.driftway.core.flow.Warnings;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Contents;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Report to verdict. The verdict is written last: whatever it names is there. */
public final class DecideStage {

    private final ObjectStore store;
    private final Ledger ledger;
    private final Contents contents;
    private final FlowFormat format;
    private final ThresholdRule thresholds;
    private final WarningRules warnings;
    private final Clock clock;
    private final Supplier<@Nullable String> traceparent;
    private final String version;

    public DecideStage(
            ObjectStore store,
            Ledger ledger,
            Contents contents,
            FlowFormat format,
            ThresholdRule thresholds,
            WarningRules warnings,
            Clock clock,
            Supplier<@Nullable String> traceparent,
            String version) {
        this.store = store;
        this.ledger = ledger;
        this.contents = contents;
        this.format = format;
        this.thresholds = thresholds;
        this.warnings = warnings;
        this.clock = clock;
        this.traceparent = traceparent;
        this.version = version;
    }

    public Judged decide(Compared compared) {
        return new Judged(compared, record(compared, thresholds.judge(compared.data())));
    }

    /** A repeat finds its predictions there already: batch and model determine them. */
    public Judged writePredictions(Judged judged) {
        store.putIfAbsent(
                judged.verdict().predictions(),
                format.predictions(judged.compared().scored()));
        return judged;
    }

    public Judged writeReport(Judged judged) {
        store.putIfAbsent(judged.verdict().report(), format.report(judged.compared()));
        return judged;
    }

    public Decided commit(Judged judged) {
        return new Decided(judged.compared(), judged.verdict(), ledger.commit(judged.verdict()));
    }

    private VerdictRecord record(Compared compared, Verdict verdict) {
        Arrival arrival = compared.scored().arrival();
        BlobVersion blob = arrival.blob();
        Champion champion = arrival.champion();
        return new VerdictRecord(
                blob.batchId(),
                blob,
                arrival.contentSha256(),
                new ChampionPointer(
                        champion.model().id(),
                        champion.baseline().referenceSha256(),
                        champion.schema().sha256(),
                        champion.sequence(),
                        null),
                verdict.outcome(),
                verdict instanceof Verdict.Inconclusive(var _, String reason) ? reason : null,
                verdict.asks(),
                dataset(compared),
                Warnings.of(compared, warnings, contents.seenBefore(arrival.contentSha256(), blob.batchId())),
                labelled(arrival),
                predictionsKey(compared),
                reportKey(compared),
                traceparent.get(),
                version,
                clock.instant(),
                VerdictRecord.FORMAT,
                verdict,
                null);
    }

    private static long labelled(Arrival arrival) {
        return arrival.champion()
                .schema()
                .target()
                .flatMap(target -> arrival.batch().column(target.name()))
                .map(labels -> (long) arrival.batch().rows() - labels.missing())
                .orElse(0L);
    }

    private static VerdictRecord.Dataset dataset(Compared compared) {
        double share = compared.data().driftValue();
        return new VerdictRecord.Dataset(
                compared.data().testedColumns(),
                compared.data().driftedColumns(),
                Double.isNaN(share) ? null : share,
                compared.prediction() instanceof DriftScore.Measured measured ? measured.value() : null,
                compared.scored().arrival().batch().missing(),
                compared.data().rowsReference(),
                compared.data().rowsCurrent());
    }

    private static String predictionsKey(Compared compared) {
        Arrival arrival = compared.scored().arrival();
        return Keys.predictions(
                arrival.blob().batchId(), arrival.champion().model().id());
    }

    private static String reportKey(Compared compared) {
        Arrival arrival = compared.scored().arrival();
        return Keys.report(arrival.blob().batchId(), arrival.champion().model().id());
    }
}
