package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Kinded;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.EvidenceRule;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.decision.ReportRule;
import io.driftway.core.labels.LabelFile;
import io.driftway.core.labels.LabelJoin;
import io.driftway.core.labels.LabelRefresh;
import io.driftway.core.labels.LabelWatch;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.DecisionLog;
import io.driftway.core.pipeline.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins new files of labels with the earlier predictions. */
public final class LabelStage {

    private static final Logger LOG = LoggerFactory.getLogger(LabelStage.class);

    private final LabelJoin labels;
    private final DecisionLog log;
    private final Policy policy;
    private final ChampionInService champion;
    private final Set<String> said = new HashSet<>();

    /** @param policy by evidence, labels decide too: the losses of rows are entered in the log */
    public LabelStage(LabelJoin labels, DecisionLog log, Policy policy, ChampionInService champion) {
        this.labels = labels;
        this.log = log;
        this.policy = policy;
        this.champion = champion;
    }

    /** Those of the files that may be joined now: none where the champion's schema has no id or no target to join by. */
    public List<BlobVersion> joinable(List<BlobVersion> due) {
        if (due.isEmpty() || schema().isPresent()) {
            return due;
        }
        String model = champion.current().map(c -> c.model().id()).orElse("none");
        sayOnce("labels wait: the champion's schema lacks an id or a target to join them by, model " + model);
        return List.of();
    }

    /** Joins a file that no step has fetched, as in copies of the routes of earlier releases. */
    public @Nullable Kinded join(BlobVersion file) throws IOException {
        Champion now = champion.current().orElseThrow();
        Kinded outcome = labels.join(file, LabelFile.schema(now.schema()).orElseThrow(), watch(now));
        labels.faults().forEach(this::sayOnce);
        return outcome;
    }

    /**
     * Joins a file that was fetched.
     *
     * @return the record of the joining, the rejection of a malformed file, or nothing when there was nothing to do
     */
    public @Nullable Kinded join(InputStream content, @ExchangeProperty(IngestStage.BLOB) BlobVersion file)
            throws IOException {
        Champion now = champion.current().orElseThrow();
        Kinded outcome = labels.join(
                file,
                new LengthCheckedStream(content, file.name(), file.size()),
                LabelFile.schema(now.schema()).orElseThrow(),
                watch(now));
        labels.faults().forEach(this::sayOnce);
        return outcome;
    }

    /** The figures after late batches were looked at; nothing without a champion whose predictions can be labelled. */
    public @Nullable LabelRefresh refresh() {
        Optional<Schema> schema = schema();
        if (schema.isEmpty()) {
            return null;
        }
        Champion now = champion.current().orElseThrow();
        LabelRefresh refreshed = labels.refresh(now.pointer(), schema.get(), watch(now));
        labels.faults().forEach(this::sayOnce);
        return refreshed;
    }

    private @Nullable LabelWatch watch(Champion now) {
        return switch (policy.rule(now)) {
            case ReportRule _ -> null;
            case EvidenceRule rule -> {
                if (!rule.watchesLabels()) {
                    sayOnce("labels of model " + now.model().id()
                            + " ask for no retraining: its loss on rows held out of its "
                            + "training is not known. Train it or import it again, with at least "
                            + ReferenceFacts.OnHeldOut.MINIMUM_ROWS + " labelled rows held out, and promote it.");
                    yield null;
                }
                yield new LabelWatch(log, now.pointer(), rule);
            }
        };
    }

    private Optional<Schema> schema() {
        return champion.current().map(Champion::schema).flatMap(LabelFile::schema);
    }

    private synchronized void sayOnce(String fault) {
        if (said.add(fault)) {
            LOG.warn(fault);
        }
    }
}
