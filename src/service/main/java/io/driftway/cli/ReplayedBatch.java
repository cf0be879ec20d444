package io.driftway.cli;

import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would have been decided about one batch; as JSON a contract.
 *
 * @param batch its number, from 1
 * @param rows its rows
 * @param verdict stable, warning, breach, broken or inconclusive; null where the batch of a store cannot be read any more
 * @param asks whether a retraining would have been asked for
 * @param cause why it is not stable; null where it is
 * @param columns the columns that decided, the most important first
 * @param p that chance explains the window; null where none was looked at
 * @param window how many batches were judged together
 * @param dataDriftValue the share of drifted columns, in [0, 1]; null where none could be tested
 */
record ReplayedBatch(
        int batch,
        int rows,
        @Nullable String verdict,
        boolean asks,
        @Nullable String cause,
        List<String> columns,
        @Nullable Double p,
        int window,
        @Nullable Double dataDriftValue) {

    static ReplayedBatch of(int batch, int rows, Verdict verdict, double dataDriftValue) {
        return new ReplayedBatch(
                batch,
                rows,
                verdict.outcome(),
                verdict.asks(),
                verdict.why().map(Cause::code).orElse(null),
                verdict.columns(),
                verdict.chance().isPresent() ? verdict.chance().getAsDouble() : null,
                verdict.evidence().window(),
                figure(dataDriftValue));
    }

    /** Of a batch whose rows are gone. */
    static ReplayedBatch unread(int batch, int rows) {
        return new ReplayedBatch(batch, rows, null, false, null, List.of(), null, 1, null);
    }

    /** Returns the verdict for people. */
    String word() {
        return verdict == null ? "-" : verdict;
    }

    /** NaN is no number in JSON. */
    static @Nullable Double figure(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
