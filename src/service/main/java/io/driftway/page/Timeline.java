package io.driftway.page;

import io.driftway.core.decision.Evidence;
import io.driftway.core.ledger.VerdictRecord;
import java.util.List;

/**
 * Verdicts in the order of time, a mark for each that leads to its report. Upwards is what decides
 * the newest verdict. By the share of drifted columns that is data_drift_value, with {@code breach-at} as a line. By evidence it is how much rarer
 * than its level chance is, on a logarithmic scale, with the level as a line. A verdict without such a value lies on the floor.
 *
 * @param verdicts oldest first
 */
record Timeline(List<VerdictRecord> verdicts) {

    private static final double LEAST_TOP = 0.1;

    /** Powers of ten above and below the level of evidence. What is beyond lies on the edge. */
    private static final double MOST_POWERS = 9;

    private static final double LEAST_POWERS = 3;

    /** What the dashed line means where this is the newest verdict. */
    static String dashed(VerdictRecord newest) {
        return byEvidence(newest)
                ? "above it a window shows more than chance. Upwards chance becomes rarer, on a logarithmic scale"
                : "a share of drifted columns above it is a breach";
    }

    private static boolean byEvidence(VerdictRecord record) {
        return record.judged().evidence() instanceof Evidence.Windowed;
    }

    String svg() {
        return verdicts.isEmpty() ? "" : byEvidence(verdicts.getLast()) ? chances() : shares();
    }

    private String shares() {
        List<Plot.Mark> marks = verdicts.stream()
                .map(record -> mark(
                        record,
                        value(record),
                        record.judged().evidence() instanceof Evidence.Share share ? share.breachAt() : Double.NaN))
                .toList();
        double top = Math.max(
                marks.stream()
                        .mapToDouble(mark -> 2 * mark.threshold())
                        .filter(line -> line > LEAST_TOP)
                        .max()
                        .orElse(LEAST_TOP),
                1.1 * Plot.highest(marks));
        double line = marks.getLast().threshold();
        return svg(marks, new Plot.Scale(0, top, "0", Shown.figure(top), Double.isNaN(line) ? "" : Shown.figure(line)));
    }

    private static double value(VerdictRecord record) {
        Double value = record.dataset().dataDriftValue();
        return value == null || record.outcome().equals("broken") ? Double.NaN : value;
    }

    private String chances() {
        List<Plot.Mark> marks = verdicts.stream()
                .map(record -> record.judged().evidence() instanceof Evidence.Windowed evidence
                                && !evidence.looks().isEmpty()
                        ? mark(
                                record,
                                Math.clamp(
                                        Math.log10(evidence.level()) - Math.log10(evidence.least()),
                                        -LEAST_POWERS,
                                        MOST_POWERS),
                                0)
                        : mark(record, Double.NaN, Double.NaN))
                .toList();
        double top = Math.max(LEAST_POWERS, Plot.highest(marks));
        return svg(marks, new Plot.Scale(-LEAST_POWERS, top, "chance", "rarer", "level"));
    }

    private static Plot.Mark mark(VerdictRecord record, double value, double threshold) {
        return new Plot.Mark(
                value,
                threshold,
                record.outcome(),
                record.decidedAt(),
                "/reports/" + record.batchId(),
                label(VerdictView.of(record)));
    }

    private static String svg(List<Plot.Mark> marks, Plot.Scale scale) {
        return new Plot("Timeline of verdicts", marks, scale).svg();
    }

    private static String label(VerdictView shown) {
        return Shown.cut(shown.name(), 80) + ": " + shown.outcome()
                + (shown.why().isEmpty() ? "" : " (" + shown.why().replace('_', ' ') + ")") + ", data_drift_value "
                + shown.drift() + (shown.chance().equals("–") ? "" : ", chance " + shown.chance()) + ", " + shown.at();
    }
}
