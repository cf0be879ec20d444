package io.driftway.core.decision;

import io.driftway.core.decision.DecisionRule.Decision;
import io.driftway.core.decision.Evidence.Windowed;
import io.driftway.core.decision.History.Alarm;
import io.driftway.core.decision.History.Counted;
import io.driftway.core.decision.History.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for a retraining where a move is more than chance, later batches confirm it by themselves, it reaches columns that the model leans on, and
 * it moves the model's predictions or the leaves that rows fall into.
 *
 * <p>A significant window raises an alarm for what moved in it. The batches after it, together and without it, confirm the alarm at
 * {@value #CONFIRMED_AT} within max({@value #MIN_CONFIRMATION}, w) batches; with a season these are whole seasons. If they do not, the window and
 * all before it are forgotten. Each alarm is confirmed by batches that did not raise it, so a spike of one batch never asks by itself. Where other
 * rows come than before and the {@link Associations} explain the move, the model knows them and nothing is asked. Without a model every column counts
 * alike, and a move of any of them is harm.
 */
final class Windows {

    /** Stands for the leaves among the places of columns. */
    static final int LEAVES = -1;

    /** Least effect of a column, in standard deviations, that matters to a model. */
    static final double MIN_EFFECT = 0.05;

    /** Least share of importance in columns that moved by that much. */
    private static final double MIN_IMPORTANCE = 0.05;

    /** Level at which later batches confirm an alarm. */
    private static final double CONFIRMED_AT = 0.001;

    /** Fewest batches that an alarm has the time to be confirmed in. */
    private static final int MIN_CONFIRMATION = 4;

    /** Level at which predictions moved, where otherwise only the leaves did. */
    private static final double PREDICTION_WITH_JOINT = 0.01;

    private static final Comparator<Evidence.Moved> MOST_IMPORTANT = Comparator.<Evidence.Moved>comparingDouble(
                    column -> -column.importance() * Math.min(1, column.effect()))
            .thenComparingDouble(Evidence.Moved::pValue)
            .thenComparing(Evidence.Moved::column);

    /**
     * A look at a window.
     *
     * @param sample the rows of the window
     * @param moved columns by their place
     * @param joint whether the leaves moved
     * @param missing whether the missing share of a column moved
     */
    private record Finding(
            Windowed evidence, BatchCounts sample, Map<Integer, Evidence.Moved> moved, boolean joint, boolean missing) {

        /** Returns the places of what moved, {@link #LEAVES} among them. */
        Set<Integer> all() {
            Set<Integer> all = new HashSet<>(moved.keySet());
            if (joint) {
                all.add(LEAVES);
            }
            return all;
        }
    }

    private final Reference reference;
    private final List<StructuralMissing> structural;
    private final Associations associations;
    private final Budget budget;

    Windows(Reference reference, List<StructuralMissing> structural, Associations associations, Budget budget) {
        this.reference = reference;
        this.structural = structural;
        this.associations = associations;
        this.budget = budget;
    }

    /** Returns the evidence of a batch that entered no window. */
    static Windowed unseen(String batch, double spent) {
        return new Windowed(List.of(), List.of(batch), 1, 0, 1, 1, List.of(), spent, null, null);
    }

    /**
     * Judges a batch together with those before it: stable, a warning or a breach.
     *
     * @param batch of a sound feed: a broken one must not enter a window. It may have no row, or a column without a value
     */
    Decision decide(Counted batch, History history) {
        Memory before = history.memory();
        List<Counted> newest = history.after(batch, before, budget.longest()).newest();
        List<Counted> batches = last(newest, before.clean() + 1);
        List<Integer> due = due(batches.size(), before.seen() + 1);
        double spent = before.spent() + due.stream().mapToDouble(budget::level).sum();
        List<Finding> looks = due.stream()
                .map(window -> look(batches, window, budget.level(window)))
                .toList();
        List<Finding> significant =
                looks.stream().filter(look -> look.evidence().significant()).toList();

        List<Alarm> waiting = new ArrayList<>();
        Set<Integer> sure = new HashSet<>(before.confirmed());
        int confirming = 0;
        for (Alarm alarm : before.alarms()) {
            Alarm older = alarm.older();
            if (isConfirmed(older, newest)) {
                sure.addAll(older.moved());
                confirming = Math.max(confirming, older.window() + older.age());
            } else {
                waiting.add(older);
            }
        }
        Verdict verdict = verdict(batches, looks, significant, confirming, sure);

        int clean = waiting.stream()
                .filter(Alarm::overdue)
                .mapToInt(Alarm::age)
                .min()
                .orElse(budget.longest());
        if (!waiting.removeIf(Alarm::overdue)) {
            significant.forEach(finding -> raise(finding, waiting, sure));
        }
        return new Decision(
                told(verdict, looks, spent),
                history.after(
                        batch,
                        new Memory(
                                before.seen() + 1,
                                Math.min(clean, batches.size()),
                                spent,
                                waiting,
                                sure.stream().sorted().toList(),
                                before.wealth()),
                        budget.longest()));
    }

    private static Verdict told(Verdict verdict, List<Finding> looks, double spent) {
        Windowed found = (Windowed) verdict.evidence();
        Windowed evidence = new Windowed(
                looks.stream()
                        .map(Finding::evidence)
                        .map(look -> new Evidence.Look(look.window(), look.least(), look.level()))
                        .toList(),
                found.batches(),
                found.pValue(),
                found.level(),
                found.jointPValue(),
                found.predictionPValue(),
                found.moved(),
                spent,
                null,
                found.selectedBy());
        return switch (verdict) {
            case Verdict.Warning warning -> new Verdict.Warning(evidence, warning.cause());
            case Verdict.Breach breach -> new Verdict.Breach(evidence, breach.cause());
            case Verdict other -> new Verdict.Stable(evidence);
        };
    }

    private static <T> List<T> last(List<T> all, int most) {
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private static int patience(int window) {
        return Math.max(MIN_CONFIRMATION, window);
    }

    /** Raises an alarm for what is neither waiting nor confirmed. An alarm that waits gets the time of a longer window that sees some of the same. */
    private static void raise(Finding finding, List<Alarm> waiting, Set<Integer> sure) {
        Set<Integer> seen = finding.all();
        int patience = patience(finding.evidence().window());
        waiting.replaceAll(alarm -> alarm.moved().stream().anyMatch(seen::contains)
                ? new Alarm(alarm.moved(), alarm.window(), alarm.age(), Math.max(alarm.deadline(), patience))
                : alarm);
        seen.removeAll(sure);
        waiting.forEach(alarm -> alarm.moved().forEach(seen::remove));
        if (!seen.isEmpty()) {
            waiting.add(new Alarm(
                    seen.stream().sorted().toList(), finding.evidence().window(), 0, patience));
        }
    }

    /** Returns the lengths of the windows that are due. */
    private List<Integer> due(int batches, long seen) {
        return budget.windows().stream()
                .filter(window -> batches >= window && seen % Budget.every(window) == 0)
                .toList();
    }

    private Finding look(List<Counted> batches, int window, double level) {
        List<Counted> together = last(batches, window);
        BatchCounts sample = together(together);
        // With a model, leaves spend half of the budget.
        double each = reference.leaves().isEmpty() ? level : level / 2;
        double[] p = reference.pValues(sample);
        double rejected = Simes.rejected(p, each);
        double joint = reference.jointPValue(sample);
        Map<Integer, Evidence.Moved> moved = new HashMap<>();
        for (int column = 0; column < p.length; column++) {
            if (p[column] <= rejected) {
                moved.put(
                        column,
                        moved(column, p[column], rejected, sample.columns().get(column)));
            }
        }
        int prediction = reference.prediction();
        return new Finding(
                new Windowed(
                        List.of(),
                        together.stream().map(Counted::batch).toList(),
                        Simes.pValue(p),
                        each,
                        joint,
                        prediction < 0 ? 1 : p[prediction],
                        moved.values().stream().sorted(MOST_IMPORTANT).toList(),
                        0,
                        null,
                        null),
                sample,
                moved,
                joint <= each,
                reference.missingPValue(sample, structural) <= each);
    }

    private Evidence.Moved moved(int column, double pValue, double rejected, ColumnCounts counts) {
        ReferenceColumn known = reference.columns().get(column);
        // A column that moved by its missing cells alone has no effect.
        return new Evidence.Moved(
                known.name(),
                pValue,
                known.valuesPValue(counts) <= rejected ? known.effect(counts) : 0,
                reference.importance().getOrDefault(known.name(), 0.0));
    }

    /** Tells whether the batches since an alarm confirm it by themselves. */
    private boolean isConfirmed(Alarm alarm, List<Counted> newest) {
        // Part of a season differs from the reference without any drift.
        if (alarm.age() % budget.season() != 0) {
            return false;
        }
        BatchCounts later = together(last(newest, alarm.age()));
        double[] p = reference.pValues(later);
        double[] ofAlarmed = alarm.moved().stream()
                .filter(column -> column != LEAVES)
                .mapToDouble(column -> p[column])
                .toArray();
        return Simes.pValue(ofAlarmed) <= CONFIRMED_AT
                || (alarm.moved().contains(LEAVES) && reference.jointPValue(later) <= CONFIRMED_AT);
    }

    private Verdict verdict(
            List<Counted> batches, List<Finding> looks, List<Finding> significant, int confirming, Set<Integer> sure) {
        if (significant.isEmpty() && confirming == 0) {
            return new Verdict.Stable(
                    looks.isEmpty()
                            ? unseen(batches.getLast().batch(), 0)
                            : strongest(looks).evidence());
        }
        Finding decisive = confirming == 0
                ? strongest(significant)
                : look(batches, Math.min(batches.size(), confirming), budget.level(1));
        return harm(decisive, sure);
    }

    private static Finding strongest(List<Finding> findings) {
        return findings.stream()
                .min(Comparator.comparingDouble(finding ->
                        finding.evidence().least() / finding.evidence().level()))
                .orElseThrow();
    }

    private Verdict harm(Finding finding, Set<Integer> sure) {
        Windowed evidence = finding.evidence();
        // Missing cells move leaves too, and more of them is no reason to retrain.
        boolean leavesMoved = finding.joint() && !finding.missing();
        boolean columnsMatter = columnsMatter(finding, sure)
                && (isWithoutModel() || evidence.predictionPValue() <= evidence.level() || leavesMoved);
        boolean jointMatters =
                leavesMoved && sure.contains(LEAVES) && evidence.predictionPValue() <= PREDICTION_WITH_JOINT;
        if (columnsMatter || jointMatters) {
            return selectedBy(finding)
                    .<Verdict>map(by -> new Verdict.Warning(evidence.with(by), Cause.COVARIATE_HARMLESS))
                    .orElseGet(
                            () -> new Verdict.Breach(evidence, columnsMatter ? Cause.COVARIATE_HARMFUL : Cause.JOINT));
        }
        return new Verdict.Warning(
                evidence, finding.joint() && finding.moved().isEmpty() ? Cause.JOINT : Cause.COVARIATE_HARMLESS);
    }

    private Optional<String> selectedBy(Finding finding) {
        return associations.selector(
                reference,
                finding.sample(),
                finding.moved().entrySet().stream()
                        .sorted(Comparator.comparingDouble((Map.Entry<Integer, Evidence.Moved> moved) ->
                                        moved.getValue().pValue())
                                .thenComparing(Map.Entry::getKey))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private boolean columnsMatter(Finding finding, Set<Integer> sure) {
        double[] importance = finding.moved().entrySet().stream()
                .filter(moved ->
                        sure.contains(moved.getKey()) && moved.getValue().effect() >= MIN_EFFECT)
                .mapToDouble(moved -> moved.getValue().importance())
                .toArray();
        return isWithoutModel()
                ? importance.length > 0
                : Arrays.stream(importance).sum() >= MIN_IMPORTANCE;
    }

    private boolean isWithoutModel() {
        return reference.prediction() < 0;
    }

    private static BatchCounts together(List<Counted> batches) {
        return BatchCounts.together(batches.stream().map(Counted::counts).toList());
    }
}
