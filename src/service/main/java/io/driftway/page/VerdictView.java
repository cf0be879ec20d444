package io.driftway.page;

import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Sentence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.VerdictRecord;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A verdict as the status page shows it.
 *
 * @param why the cause, or the reason of an inconclusive one; empty where there is neither
 * @param columns those that decided
 * @param chance the p-value; a dash where there is none
 */
record VerdictView(
        String batchId,
        String name,
        String outcome,
        String why,
        String sentence,
        String columns,
        String chance,
        String drift,
        String drifted,
        String rows,
        String model,
        String at) {

    private static final int NAMED = 3;
    private static final int LONGEST = 40;

    static VerdictView of(VerdictRecord record) {
        Double drift = record.dataset().dataDriftValue();
        Verdict verdict = record.judged();
        return new VerdictView(
                record.batchId(),
                record.source().name(),
                record.outcome(),
                record.reason() == null ? verdict.why().map(Cause::code).orElse("") : record.reason(),
                Sentence.of(verdict),
                named(verdict.columns()),
                Shown.chance(verdict.chance().orElse(Double.NaN)),
                drift == null ? "–" : Shown.figure(drift),
                Shown.count(record.dataset().driftedColumnsCount()) + " of "
                        + Shown.count(record.dataset().testedColumns()),
                Shown.count(record.dataset().rowsCurrent()),
                Shown.shortly(record.champion().model()),
                Shown.time(record.decidedAt()));
    }

    private static String named(List<String> columns) {
        return columns.stream()
                        .limit(NAMED)
                        .map(column -> Shown.cut(column, LONGEST))
                        .collect(Collectors.joining(", "))
                + (columns.size() > NAMED ? " and " + Shown.count(columns.size() - NAMED) + " more" : "");
    }
}
