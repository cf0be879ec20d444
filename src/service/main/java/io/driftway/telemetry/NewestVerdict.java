package io.driftway.telemetry;

import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.pipeline.BatchFigures;
import io.driftway.core.pipeline.FlowFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the newest durable verdict, whichever replica reached it. Every replica shows the same batch, also after a restart. */
public final class NewestVerdict {

    private final VerdictLog verdicts;
    private final ObjectStore store;
    private final FlowFormat format;
    private final Publisher publisher;

    public NewestVerdict(VerdictLog verdicts, ObjectStore store, FlowFormat format, Publisher publisher) {
        this.verdicts = verdicts;
        this.store = store;
        this.format = format;
        this.publisher = publisher;
    }

    /** As of the last refresh of the log. The body of the message stays what it is. */
    public void show() {
        List<VerdictRecord> newestFirst = verdicts.newestFirst();
        publisher.inconclusiveRun((int) newestFirst.stream()
                .takeWhile(verdict -> verdict.outcome().equals("inconclusive"))
                .count());
        newestFirst.stream()
                .findFirst()
                .filter(verdict -> !publisher.shows(verdict))
                .ifPresent(verdict -> publisher.restore(verdict, figures(verdict)));
    }

    /** Null where the report is gone or damaged: the next batch brings figures again. */
    private @Nullable BatchFigures figures(VerdictRecord verdict) {
        try {
            return store.get(verdict.report())
                    .map(report -> format.figures(report.content()))
                    .orElse(null);
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }
}
