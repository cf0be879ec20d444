package io.driftway.cli;

import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.model.Metric;
import io.driftway.core.retrain.Episode;
import io.driftway.stage.ChampionInService;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tells a person what the loop does, and at the end whether it closed. It reads what is durable, like everybody else. */
final class DemoProgress {

    private static final int SHORT = 12;
    private static final int NAMED = 3;

    private final VerdictLog verdicts;
    private final Episodes episodes;
    private final ChampionInService champion;
    private final PrintWriter out;

    private final Set<String> shown = new HashSet<>();
    private final Map<String, Episode.State> states = new HashMap<>();
    private long sequence;

    DemoProgress(VerdictLog verdicts, Episodes episodes, ChampionInService champion, PrintWriter out) {
        this.verdicts = verdicts;
        this.episodes = episodes;
        this.champion = champion;
        this.out = out;
    }

    int verdicts() {
        return shown.size();
    }

    /** Prints what has happened since the last look. */
    void show() {
        verdicts.refreshNewest();
        verdicts.newestFirst().reversed().stream()
                .filter(v -> shown.add(v.batchId()))
                .forEach(this::show);
        episodes.all().stream()
                .filter(e -> states.put(e.episodeId(), e.state()) != e.state())
                .forEach(this::show);
        champion.current().filter(c -> c.sequence() > sequence).ifPresent(this::show);
        out.flush();
    }

    private void show(VerdictRecord verdict) {
        VerdictRecord.Dataset dataset = verdict.dataset();
        out.printf(
                Locale.ROOT,
                "%-16s %-12s data_drift_value %s (%d of %d columns), %,d rows, model %s%s%s%n",
                verdict.source().name().substring(verdict.source().name().lastIndexOf('/') + 1),
                verdict.outcome(),
                figure(dataset.dataDriftValue()),
                dataset.driftedColumnsCount(),
                dataset.testedColumns(),
                dataset.rowsCurrent(),
                shortly(verdict.champion().model()),
                why(verdict.judged()),
                verdict.retrain() ? "  -> retrain" : "");
    }

    /** The cause and the first columns; nothing of a batch that is stable, and where the rule tells no cause. */
    private static String why(Verdict verdict) {
        return verdict.why()
                .map(cause -> ", " + cause.code()
                        + verdict.columns().stream().limit(NAMED).collect(Collectors.joining(", ", ": ", "")))
                .orElse("");
    }

    private void show(Episode episode) {
        String end = episode.reason() == null ? "" : ": " + episode.reason();
        out.println("  retraining " + shortly(episode.episodeId()) + " is "
                + episode.state().name().toLowerCase(Locale.ROOT) + end);
    }

    private void show(Champion next) {
        sequence = next.sequence();
        if (sequence > 1) {
            out.printf(
                    Locale.ROOT,
                    "  champion %s is in service, held-out AUC %.3f%n",
                    shortly(next.model().id()),
                    next.model().manifest().metrics().of(Metric.AUC));
        }
    }

    /** One screen, and whether the loop closed: a breach, one promoted episode, and less drift under the new champion. */
    boolean summarise(Duration took) {
        List<VerdictRecord> all = new ArrayList<>(verdicts.newestFirst().reversed());
        Champion last = champion.current().orElseThrow();
        Predicate<VerdictRecord> underLast =
                v -> v.champion().model().equals(last.model().id());
        List<VerdictRecord> breaches = all.stream()
                .filter(underLast.negate())
                .filter(VerdictRecord::retrain)
                .toList();
        List<VerdictRecord> after = all.stream().filter(underLast).toList();
        long promoted = episodes.all().stream()
                .filter(e -> e.state() == Episode.State.PROMOTED)
                .count();
        double before = worst(breaches);
        double now = worst(after);
        boolean closed = !breaches.isEmpty()
                && promoted == 1
                && !after.isEmpty()
                && after.stream().noneMatch(VerdictRecord::retrain)
                && now < before;
        out.println();
        out.printf(Locale.ROOT, "Batches    %d, each with its verdict%n", all.size());
        out.printf(
                Locale.ROOT,
                "Breaches   %d under the first champion, data_drift_value up to %s%n",
                breaches.size(),
                figure(before));
        out.printf(
                Locale.ROOT,
                "Retrained  %d promoted of %d episodes%n",
                promoted,
                episodes.all().size());
        out.printf(
                Locale.ROOT,
                "Since      %d batches under champion %s, data_drift_value up to %s%n",
                after.size(),
                shortly(last.model().id()),
                figure(now));
        out.printf(Locale.ROOT, "Loop       %s after %d s%n", closed ? "closed" : "NOT closed", took.toSeconds());
        out.flush();
        return closed;
    }

    private static double worst(List<VerdictRecord> verdicts) {
        return verdicts.stream()
                .map(v -> v.dataset().dataDriftValue())
                .mapToDouble(value -> value == null ? Double.NaN : value)
                .max()
                .orElse(Double.NaN);
    }

    private static String figure(@org.jspecify.annotations.Nullable Double value) {
        return value == null || value.isNaN() ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String shortly(String id) {
        return id.substring(0, SHORT);
    }
}
