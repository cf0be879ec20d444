package io.driftway.core.decision;

import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the share of drifted columns of one batch, as the system did that Driftway replaced. Both thresholds are strict: a share equal
 * to the threshold does not pass it, so one drifted column of twenty does not breach 0.05.
 *
 * <p>A batch is inconclusive with fewer rows than {@code minimumRows}, or when no column could be tested. Some columns that could not be
 * tested make it inconclusive only where they could have made it a breach: the share would be above {@code breachAt} had all of them
 * drifted.
 *
 * @param warnAt share above which a batch is a warning, in [0, breachAt]
 * @param breachAt share above which a batch is a breach, in [0, 1)
 * @param minimumRows fewest rows of a batch that is judged; at least 1
 */
public record ThresholdRule(double warnAt, double breachAt, long minimumRows) implements ReportRule {

    /** Names the rule in records, settings and labels of metrics. */
    public static final String NAME = "threshold";

    /** Share above which the system that Driftway replaced retrained. */
    public static final double BREACH_AT = 0.05;

    public ThresholdRule {
        if (!(breachAt >= 0 && breachAt < 1)) {
            throw new IllegalArgumentException("breach-at must be in [0, 1), got " + breachAt);
        }
        if (!(warnAt >= 0 && warnAt <= breachAt)) {
            throw new IllegalArgumentException(
                    "warn-at must be in [0, breach-at], got " + warnAt + " with a breach-at of " + breachAt);
        }
        if (minimumRows < 1) {
            throw new IllegalArgumentException("minimum-rows must be at least 1, got " + minimumRows);
        }
    }

    @Override
    public Verdict judge(DriftReport report) {
        long rows = report.rowsCurrent();
        int tested = report.testedColumns();
        int all = report.scores().size();
        Evidence evidence = evidence(
                tested == 0 ? null : report.driftValue(),
                tested,
                report.driftedColumns(),
                report.scores().stream()
                        .filter(DriftScore::drifted)
                        .map(score -> score.tested().column())
                        .toList());
        if (rows < minimumRows) {
            return new Verdict.Inconclusive(evidence, Verdict.TOO_FEW_ROWS);
        }
        if (tested == 0) {
            return new Verdict.Inconclusive(evidence, Verdict.NOTHING_TESTED);
        }
        double share = report.driftValue();
        if (share > breachAt) {
            return new Verdict.Breach(evidence, null);
        }
        long undefined = all - tested;
        double worst = (report.driftedColumns() + undefined) / (double) all;
        if (undefined > 0 && worst > breachAt) {
            return new Verdict.Inconclusive(evidence, Verdict.UNDEFINED_COLUMNS);
        }
        return share > warnAt ? new Verdict.Warning(evidence, null) : new Verdict.Stable(evidence);
    }

    /** Makes the evidence of a share that was judged by this rule. */
    Evidence evidence(@Nullable Double value, int tested, int drifted, List<String> columns) {
        return new Evidence.Share(value, warnAt, breachAt, tested, drifted, columns);
    }
}
