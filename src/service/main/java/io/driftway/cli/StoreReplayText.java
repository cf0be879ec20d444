package io.driftway.cli;

import io.driftway.core.batch.Printable;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.pipeline.StoreReplay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A replay of a store for a person at a terminal: a line a batch with both verdicts, and at the end the figures of all. */
final class StoreReplayText {

    static final String HEADING =
            "batch      rows  verdict       asks  recorded      asks  cause                      p"
                    + "  window  data_drift_value  blob, columns";

    /** The verdicts of one side, recorded or replayed. */
    private static final class Side {

        private final Map<String, Integer> verdicts = new HashMap<>();
        private final List<Integer> delays = new ArrayList<>();
        private int requests;
        private final Map<Long, Double> spent = new HashMap<>();
        private long term;
        private int sinceWarning;
        private boolean asked;

        void add(long sequence, Verdict verdict) {
            if (sequence != term) {
                term = sequence;
                sinceWarning = 0;
                asked = false;
            }
            verdicts.merge(verdict.outcome(), 1, Integer::sum);
            if (verdict.evidence() instanceof Evidence.Windowed windowed) {
                spent.merge(sequence, windowed.spent(), Math::max);
            }
            boolean warns = verdict.asks() || verdict instanceof Verdict.Warning;
            sinceWarning += warns || sinceWarning > 0 ? 1 : 0;
            if (verdict.asks()) {
                requests++;
                if (!asked) {
                    delays.add(sinceWarning - 1);
                    asked = true;
                }
            }
        }

        String spent() {
            return String.format(
                    Locale.ROOT,
                    "%.4f",
                    spent.values().stream().mapToDouble(Double::doubleValue).sum());
        }

        String delay() {
            OptionalDouble mean = delays.stream().mapToInt(Integer::intValue).average();
            return mean.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f", mean.getAsDouble());
        }
    }

    private final Side recorded = new Side();
    private final Side replayed = new Side();
    private int all;
    private int again;
    private int differ;

    /** The line of the next batch. */
    String line(StoreReplay.Again judged, RecordedBatch batch) {
        long sequence = judged.recorded().champion().sequence();
        all++;
        recorded.add(sequence, judged.recorded().judged());
        if (judged.verdict() != null) {
            again++;
            replayed.add(sequence, judged.verdict());
            differ += judged.same() ? 0 : 1;
        }
        ReplayedBatch now = batch.again();
        return String.format(
                        Locale.ROOT,
                        "%5d  %,8d  %-12s  %-4s  %-12s  %-4s  %-19s  %7s  %6d  %16s  %s  %s",
                        now.batch(),
                        now.rows(),
                        now.word(),
                        now.asks() ? "yes" : "no",
                        batch.recorded(),
                        batch.recordedAsks() ? "yes" : "no",
                        now.cause() == null ? "-" : now.cause(),
                        ReplayText.number(now.p()),
                        now.window(),
                        ReplayText.number(now.dataDriftValue()),
                        Printable.of(batch.name()),
                        String.join(", ", now.columns()))
                .stripTrailing();
    }

    String summary() {
        StringBuilder lines = new StringBuilder(row("", "recorded", "replayed"));
        lines.append(row("verdicts", count(all), count(again)));
        Verdict.OUTCOMES.forEach(outcome -> lines.append(row(
                "  " + outcome,
                count(recorded.verdicts.getOrDefault(outcome, 0)),
                count(replayed.verdicts.getOrDefault(outcome, 0)))));
        lines.append(row("requests for a retraining", count(recorded.requests), count(replayed.requests)));
        lines.append(row("batches from warning to request, mean", recorded.delay(), replayed.delay()));
        lines.append(row("budget spent, false requests", recorded.spent(), replayed.spent()));
        return lines.append(String.format(
                        Locale.ROOT,
                        "%n%,d of %,d %s%s%n",
                        differ,
                        again,
                        differ == 1 ? "differs." : "differ.",
                        all == again
                                ? ""
                                : String.format(Locale.ROOT, " %,d could not be decided again.", all - again)))
                .toString();
    }

    String sentence() {
        return String.format(
                Locale.ROOT,
                "%,d recorded verdicts, %,d decided again, %,d different. Requests for a retraining: %,d recorded, %,d replayed.",
                all,
                again,
                differ,
                recorded.requests,
                replayed.requests);
    }

    private static String row(String of, String was, String is) {
        return String.format(Locale.ROOT, "%-38s  %9s  %9s%n", of, was, is);
    }

    private static String count(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
