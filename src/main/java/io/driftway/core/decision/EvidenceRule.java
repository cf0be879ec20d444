package io.driftway.core.decision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a retraining where a move is more than chance, later batches confirm it by themselves, it reaches columns that the model leans on, and
 * it moves the model's predictions or the leaves that rows fall into.
 *
 * <p>A significant window raises an alarm for what moved in it. The batches after it, together and without it, confirm the alarm at
 * {@value #CONFIRMED_AT} within max({@value #MIN_CONFIRMATION}, w) batches; with a season these are whole seasons. If they do not, the window and
 * all before it are forgotten. Each alarm is confirmed by batches that did not raise it, so a spike of one batch never asks by itself. Without a
 * model every column counts alike, and a move of any of them is harm.
 *
 * <p>Immutable: {@link #after} returns the rule as it stands after a batch, with that batch's verdict.
 */
public final class EvidenceRule {

    /** Least effect of a column, in standard deviations, that matters to a model. */
    static final double MIN_EFFECT = 0.05;

    /** Least share of importance in columns that moved by that much. */
    static final double MIN_IMPORTANCE = 0.05;

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

    /** Stands for the leaves among the places of columns. */
    private static final int LEAVES = -1;

    /** A batch's verdict, and the rule for the next batch. */
    public record Step(Verdict verdict, EvidenceRule next) {}

    /**
     * A move that waits for later batches to confirm it.
     *
     * @param moved places of the columns, and {@link #LEAVES}
     * @param window batches that raised it
     * @param age batches since
     * @param deadline the age by which it must be confirmed
     * @param later the batches since, together; null when there is none yet
     */
    private record Alarm(
            Set<Integer> moved,
            int window,
            int age,
            int deadline,
            @Nullable BatchCounts later) {

        static Alarm of(Set<Integer> moved, int window) {
            return new Alarm(moved, window, 0, patience(window), null);
        }

        static int patience(int window) {
            return Math.max(MIN_CONFIRMATION, window);
        }

        Alarm with(BatchCounts batch) {
            return new Alarm(moved, window, age + 1, deadline, later == null ? batch : later.plus(batch));
        }

        /** Gets the time of a longer window that sees some of the same. */
        Alarm seenIn(Finding finding) {
            return moved.stream().anyMatch(finding.all()::contains)
                    ? new Alarm(
                            moved,
                            window,
                            age,
                            Math.max(deadline, patience(finding.evidence().window())),
                            later)
                    : this;
        }

        boolean overdue() {
            return age >= deadline;
        }
    }

    /**
     * A look at a window.
     *
     * @param moved columns by their place
     * @param joint whether the leaves moved
     * @param missing whether the missing share of a column moved
     */
    private record Finding(Evidence evidence, Map<Integer, Evidence.Moved> moved, boolean joint, boolean missing) {

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
    private final Budget budget;
    /** Oldest first, as many as the longest window. */
    private final List<BatchCounts> newest;

    private final long seen;
    private final List<Alarm> alarms;
    /** Places of what has moved for sure since the reference. */
    private final Set<Integer> confirmed;

    /** Makes a rule that has seen no batch yet. */
    public EvidenceRule(Reference reference, Budget budget) {
        this(reference, budget, List.of(), 0, List.of(), Set.of());
    }

    private EvidenceRule(
            Reference reference,
            Budget budget,
            List<BatchCounts> newest,
            long seen,
            List<Alarm> alarms,
            Set<Integer> confirmed) {
        this.reference = reference;
        this.budget = budget;
        this.newest = newest;
        this.seen = seen;
        this.alarms = alarms;
        this.confirmed = confirmed;
    }

    /**
     * Judges a batch together with those before it.
     *
     * @param batch of a sound feed: a broken one must not enter a window. It may have no row, or a column without a value
     */
    public Step after(BatchCounts batch) {
        List<BatchCounts> batches = new ArrayList<>(newest);
        batches.add(batch);
        if (batches.size() > budget.longest()) {
            batches.removeFirst();
        }
        List<Finding> looks = looks(batches);
        List<Finding> significant =
                looks.stream().filter(look -> look.evidence().significant()).toList();

        List<Alarm> waiting = new ArrayList<>();
        Set<Integer> sure = new HashSet<>(confirmed);
        int confirming = 0;
        for (Alarm alarm : alarms) {
            Alarm older = alarm.with(batch);
            if (isConfirmed(older)) {
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
        if (waiting.removeIf(Alarm::overdue)) {
            batches = batches.subList(Math.max(0, batches.size() - clean), batches.size());
        } else {
            significant.forEach(finding -> raise(finding, waiting, sure));
        }
        return new Step(
                verdict,
                new EvidenceRule(
                        reference, budget, List.copyOf(batches), seen + 1, List.copyOf(waiting), Set.copyOf(sure)));
    }

    /** Raises an alarm for what is neither waiting nor confirmed. */
    private static void raise(Finding finding, List<Alarm> waiting, Set<Integer> sure) {
        waiting.replaceAll(alarm -> alarm.seenIn(finding));
        Set<Integer> fresh = finding.all();
        fresh.removeAll(sure);
        waiting.forEach(alarm -> fresh.removeAll(alarm.moved()));
        if (!fresh.isEmpty()) {
            waiting.add(Alarm.of(fresh, finding.evidence().window()));
        }
    }

    /** Looks at each window that is due. */
    private List<Finding> looks(List<BatchCounts> batches) {
        List<Finding> looks = new ArrayList<>();
        for (int window : budget.windows()) {
            if (batches.size() >= window && (seen + 1) % Budget.every(window) == 0) {
                looks.add(look(batches, window, budget.level(window)));
            }
        }
        return looks;
    }

    private Finding look(List<BatchCounts> batches, int window, double level) {
        BatchCounts sample = BatchCounts.together(batches.subList(batches.size() - window, batches.size()));
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
                new Evidence(
                        window,
                        Simes.pValue(p),
                        each,
                        joint,
                        prediction < 0 ? 1 : p[prediction],
                        moved.values().stream().sorted(MOST_IMPORTANT).toList()),
                moved,
                joint <= each,
                reference.missingPValue(sample) <= each);
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

    private boolean isConfirmed(Alarm alarm) {
        // Part of a season differs from the reference without any drift.
        if (alarm.later() == null || alarm.age() % budget.season() != 0) {
            return false;
        }
        double[] p = reference.pValues(alarm.later());
        double[] ofAlarmed = alarm.moved().stream()
                .filter(column -> column != LEAVES)
                .mapToDouble(column -> p[column])
                .toArray();
        return Simes.pValue(ofAlarmed) <= CONFIRMED_AT
                || (alarm.moved().contains(LEAVES) && reference.jointPValue(alarm.later()) <= CONFIRMED_AT);
    }

    private Verdict verdict(
            List<BatchCounts> batches,
            List<Finding> looks,
            List<Finding> significant,
            int confirming,
            Set<Integer> sure) {
        if (significant.isEmpty() && confirming == 0) {
            return new Verdict.Stable(
                    looks.isEmpty() ? Evidence.NONE : strongest(looks).evidence());
        }
        Finding decisive = confirming == 0
                ? strongest(significant)
                : look(batches, Math.min(batches.size(), confirming), budget.level(1));
        return harm(decisive, sure);
    }

    private static Finding strongest(List<Finding> findings) {
        return findings.stream()
                .min(Comparator.comparingDouble(finding ->
                        Math.min(finding.evidence().pValue(), finding.evidence().jointPValue())
                                / finding.evidence().level()))
                .orElseThrow();
    }

    private Verdict harm(Finding finding, Set<Integer> sure) {
        Evidence evidence = finding.evidence();
        // Missing cells move leaves too, and more of them is no reason to retrain.
        boolean leavesMoved = finding.joint() && !finding.missing();
        boolean columnsMatter = columnsMatter(finding, sure);
        if (columnsMatter && (isWithoutModel() || evidence.predictionPValue() <= evidence.level() || leavesMoved)) {
            return new Verdict.Breach(evidence, Cause.COVARIATE_HARMFUL);
        }
        if (leavesMoved && sure.contains(LEAVES) && evidence.predictionPValue() <= PREDICTION_WITH_JOINT) {
            return new Verdict.Breach(evidence, Cause.JOINT);
        }
        return new Verdict.Warning(
                evidence, finding.joint() && finding.moved().isEmpty() ? Cause.JOINT : Cause.COVARIATE_HARMLESS);
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
}
