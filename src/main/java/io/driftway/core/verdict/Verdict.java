package io.driftway.core.verdict;

import io.driftway.core.drift.DriftReport;
import java.util.List;
import java.util.stream.Stream;

/** What a drift report means. */
public sealed interface Verdict {

    /** No more drift than is worth a word. */
    record Stable() implements Verdict {}

    /** Some columns drifted, not enough to act. */
    record Warning() implements Verdict {}

    /** The share of drifted columns is past the threshold: the model should be retrained. */
    record Breach() implements Verdict {}

    /**
     * Nothing can be said, which is not "no drift".
     *
     * @param reason from a closed list: {@code too_few_rows}, {@code nothing_tested}, {@code undefined_columns}
     */
    record Inconclusive(String reason) implements Verdict {}

    /**
     * Judges a report. Columns that could not be tested make a verdict inconclusive only where they could have changed it: when the share
     * would be past the threshold had all of them drifted.
     */
    static Verdict of(DriftReport report, Thresholds thresholds) {
        return of(
                report.rowsCurrent(),
                report.driftedColumns(),
                report.testedColumns(),
                report.scores().size(),
                thresholds);
    }

    /**
     * Judges the figures of a report, as above.
     *
     * @param rows of the current
     * @param all columns of the report, tested or not
     */
    static Verdict of(long rows, long drifted, long tested, long all, Thresholds thresholds) {
        if (rows < thresholds.minimumRows()) {
            return new Inconclusive("too_few_rows");
        }
        if (tested == 0) {
            return new Inconclusive("nothing_tested");
        }
        double share = (double) drifted / tested;
        if (share > thresholds.breachAt()) {
            return new Breach();
        }
        long undefined = all - tested;
        double worst = (drifted + undefined) / (double) all;
        if (undefined > 0 && worst > thresholds.breachAt()) {
            return new Inconclusive("undefined_columns");
        }
        return share > thresholds.warnAt() ? new Warning() : new Stable();
    }

    /** Every {@link #outcome()}. */
    static List<String> outcomes() {
        return Stream.of(new Stable(), new Warning(), new Breach(), new Inconclusive(""))
                .map(Verdict::outcome)
                .toList();
    }

    /** As written in records, labels and logs. */
    default String outcome() {
        return switch (this) {
            case Stable() -> "stable";
            case Warning() -> "warning";
            case Breach() -> "breach";
            case Inconclusive(String reason) -> "inconclusive";
        };
    }
}
