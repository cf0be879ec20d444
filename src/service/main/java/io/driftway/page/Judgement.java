package io.driftway.page;

import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Sentence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.ScoredBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A verdict in words.
 *
 * @param outcome its class
 * @param verdict one word
 * @param sentence the rest of the sentence
 * @param decided what it rests on, a line each
 */
record Judgement(String outcome, String verdict, String sentence, List<String> decided) {

    private static final int NAMED = 8;

    /** @param record null where two files were compared */
    static Judgement of(JsonPart report, Verdict verdict, @Nullable VerdictRecord record) {
        List<String> lines = new ArrayList<>(
                switch (verdict.evidence()) {
                    case Evidence.Share share -> share(share);
                    case Evidence.Windowed windowed -> windowed(windowed);
                });
        if (verdict instanceof Verdict.Broken(var _, List<Fault> faults)) {
            faults.stream()
                    .limit(NAMED)
                    .map(fault -> "Fault, " + fault.kind().code() + ": " + fault.sentence() + " ("
                            + Shown.percent(fault.share()) + " of the rows).")
                    .forEach(lines::add);
        }
        List<String> untested = report.parts("columns").stream()
                .filter(column -> !column.has("value"))
                .map(column -> column.text("name") + " (" + column.text("reason") + ")")
                .toList();
        if (!untested.isEmpty()) {
            lines.add("Not tested: " + some(untested) + ".");
        }
        if (verdict.asks() && record != null) {
            lines.add("It asks for retraining. The status page shows whether the retraining runs.");
        }
        if (record != null && record.warnings() != null) {
            record.warnings()
                    .forEach(warning -> lines.add("Worth knowing: "
                            + warning.code().code().replace('_', ' ') + " (" + Shown.count(warning.count()) + ")"
                            + (warning.columns().isEmpty() ? "" : ": " + some(warning.columns())) + "."));
        }
        if (lines.isEmpty()) {
            lines.add("Nothing could be judged.");
        }
        return new Judgement(verdict.outcome(), word(verdict), Sentence.of(verdict), lines);
    }

    private static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Stable _ -> "Stable.";
            case Verdict.Warning _ -> "Warning.";
            case Verdict.Breach _ -> verdict.evidence() instanceof Evidence.Share ? "Drift." : "Breach.";
            case Verdict.Broken _ -> "Broken.";
            case Verdict.Inconclusive _ -> "Inconclusive.";
        };
    }

    private static List<String> share(Evidence.Share share) {
        if (share.value() == null) {
            return List.of();
        }
        String value = "The share of drifted columns, data_drift_value, is " + Shown.figure(share.value());
        return List.of(
                Double.isNaN(share.breachAt())
                        ? value + "."
                        : value + "; more than " + Shown.figure(share.breachAt()) + " is a breach.");
    }

    private static List<String> windowed(Evidence.Windowed evidence) {
        List<String> lines = new ArrayList<>();
        if (!evidence.looks().isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Judged together: %,d %s. The probability that chance moves them as far is %s over all columns and %s over the model's leaves; at or below %s it is more than chance.",
                    evidence.window(),
                    evidence.window() == 1 ? "batch" : "batches",
                    Shown.chance(evidence.pValue()),
                    Shown.chance(evidence.jointPValue()),
                    Shown.chance(evidence.level())));
        }
        evidence.moved().stream().limit(NAMED).forEach(moved -> lines.add(moved(moved)));
        if (evidence.labels() != null) {
            lines.add("Labels: the evidence that the model does worse is "
                    + Shown.figure(evidence.labels().wealth()) + "; from "
                    + Shown.figure(evidence.labels().threshold()) + " on it asks for retraining.");
        }
        lines.add("All looks since the reference make " + Shown.figure(evidence.spent())
                + " requests by chance, in expectation.");
        return lines;
    }

    private static String moved(Evidence.Moved moved) {
        return moved.column() + " moved "
                + (moved.effect() == 0
                        ? "by its missing cells"
                        : "by " + Shown.figure(moved.effect()) + " standard deviations")
                + " (chance " + Shown.chance(moved.pValue()) + ")"
                // The prediction is no feature.
                + (moved.column().equals(ScoredBatch.PREDICTION)
                        ? "."
                        : "; it holds " + Math.round(100 * moved.importance()) + " % of what the model leans on.");
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
