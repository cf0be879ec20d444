package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Holdout;
import io.driftway.core.profile.ColumnProfile;
import io.driftway.core.profile.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Plants shifts and measures what retraining gains: a champion of old rows, a challenger of old and shifted rows, and one of old and as many further
 * unshifted rows, compared on shifted rows that none of them knows. The gain is what the shifted rows bring beyond just more labels.
 */
final class HarmRuns {

    /** A gain in AUC that is worth a retraining. */
    static final double HELPFUL = 0.005;

    private static final int NEW_ROWS = 3_000;
    private static final int JUDGING_ROWS = 20_000;
    private static final int BATCHES = 30;
    private static final int BATCH_ROWS = 500;
    private static final int LABEL_DELAY = 5;
    private static final ThresholdRule THRESHOLD = new ThresholdRule(0, ThresholdRule.BREACH_AT, 1);

    /**
     * What became of a shift.
     *
     * @param gain in AUC, mean over draws
     * @param error its standard error
     * @param asked the batch that asked first; 0 where none did
     * @param why the cause of that batch, or of the last
     * @param byThreshold batches that the share of drifted columns makes breaches
     */
    record Outcome(
            String world,
            String shift,
            double gain,
            double error,
            int asked,
            String why,
            boolean thresholdFirst,
            int byThreshold) {
        boolean helpful() {
            return gain > HELPFUL;
        }
    }

    private HarmRuns() {}

    /** Plants each of the shifts in a world. */
    static List<Outcome> outcomes(Population whole, int oldRows, int shifts, int draws, long seed) {
        Population world = whole.half(0);
        Population unseen = whole.half(1);
        SplittableRandom random = new SplittableRandom(seed);
        Batch old = Population.together(world.draw(random, oldRows), world.draw(random, 0));
        Champion champion = Champion.train(old, world.schema());
        List<Champion> controls = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            controls.add(champion.again(Population.together(old, world.draw(random, NEW_ROWS))));
        }
        Engine engine = Engine.of(
                old.select(Holdout.of(old, champion.schema(), _ -> true).training()),
                HeldOut.of(old, champion.schema()).rows(),
                champion,
                NullRuns.DAILY);
        Profile known = Profile.of(old, world.features());
        List<Outcome> outcomes = new ArrayList<>();
        for (Shift shift : planted(world, champion).stream().limit(shifts).toList()) {
            Population shifted = shift.apply(world);
            Batch judging = shift.apply(unseen).draw(random, JUDGING_ROWS);
            double[] gains = new double[draws];
            for (int draw = 0; draw < draws; draw++) {
                gains[draw] = champion.again(Population.together(old, shifted.draw(random, NEW_ROWS)))
                                .auc(judging)
                        - controls.get(draw).auc(judging);
            }
            outcomes.add(outcome(world.name(), shift.name(), gains, engine, champion, known, shifted, random));
        }
        return outcomes;
    }

    private static Outcome outcome(
            String world,
            String shift,
            double[] gains,
            Engine first,
            Champion champion,
            Profile known,
            Population shifted,
            SplittableRandom random) {
        Engine engine = first;
        int asked = 0;
        String why = "";
        boolean thresholdFirst = false;
        int byThreshold = 0;
        List<double[]> toCome = new ArrayList<>();
        for (int batch = 1; batch <= BATCHES; batch++) {
            Batch rows = shifted.draw(random, BATCH_ROWS);
            toCome.add(champion.losses(rows));
            Engine.Step step =
                    engine.after(rows, batch > LABEL_DELAY ? toCome.get(batch - 1 - LABEL_DELAY) : Engine.NO_LABELS);
            engine = step.next();
            if (step.verdict() instanceof Verdict.Broken) {
                toCome.set(batch - 1, Engine.NO_LABELS);
            }
            if (asked == 0) {
                asked = step.verdict() instanceof Verdict.Breach ? batch : 0;
                why = step.verdict().outcome() + " "
                        + step.verdict().why().map(Cause::code).orElse("");
            }
            Profile profile = Profile.of(
                    rows, known.columns().stream().map(ColumnProfile::name).toList());
            boolean breach = THRESHOLD
                    .judge(DriftComparison.compare(known, profile, DriftOptions.DEFAULT))
                    .asks();
            thresholdFirst |= batch == 1 && breach;
            byThreshold += breach ? 1 : 0;
        }
        double mean = java.util.Arrays.stream(gains).average().orElseThrow();
        double squares =
                java.util.Arrays.stream(gains).map(x -> (x - mean) * (x - mean)).sum();
        return new Outcome(
                world,
                shift,
                mean,
                Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length),
                asked,
                why,
                thresholdFirst,
                byThreshold);
    }

    /** Returns shifts of the columns that a model leans on most, of some that it hardly leans on, and of the truth. */
    private static List<Shift> planted(Population world, Champion champion) {
        List<String> byImportance = champion.falls().entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, Double>>comparingDouble(fall -> -fall.getValue())
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey)
                .toList();
        List<String> numbers =
                byImportance.stream().filter(world.numbers()::contains).toList();
        List<String> labels =
                byImportance.stream().filter(world.labels()::contains).toList();
        List<Shift> shifts = new ArrayList<>();
        String first = numbers.getFirst();
        String second = numbers.get(1);
        String last = numbers.getLast();
        String label = labels.getFirst();
        shifts.add(Shift.flipped(label, true, 0.5, 1));
        shifts.add(Shift.plus(first, 1));
        shifts.add(Shift.tilted(last, 2, 2));
        shifts.add(Shift.flipped(first, true, 0.3, 3));
        shifts.add(Shift.flipped(first, false, 0.3, 4));
        shifts.add(Shift.flipped(label, false, 0.5, 5));
        shifts.add(Shift.flipped(label, true, 0.15, 6));
        shifts.add(Shift.flipped(second, true, 0.5, 7));
        shifts.add(Shift.flipped(last, true, 0.2, 8));
        shifts.add(Shift.plus(first, 0.3));
        shifts.add(Shift.plus(second, 0.5));
        shifts.add(Shift.plus(last, 0.5));
        shifts.add(Shift.plus(numbers.get(numbers.size() - 2), 1));
        shifts.add(Shift.tilted(first, 2, 9));
        shifts.add(Shift.tilted(first, -2, 10));
        shifts.add(Shift.tilted(second, 1, 11));
        shifts.add(Shift.tilted(second, -3, 12));
        shifts.add(Shift.more(label, 0, 3, 13));
        shifts.add(Shift.more(labels.getLast(), 0, 3, 14));
        shifts.add(Shift.points(label, 0.2, 15));
        shifts.add(Shift.points(labels.getLast(), 0.2, 16));
        shifts.add(Shift.dealt(List.of(first), 17));
        shifts.add(Shift.dealt(List.of(label), 18));
        return shifts;
    }

    static void print(List<Outcome> outcomes) {
        outcomes.forEach(outcome -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %+.4f +- %.4f | %s | %s | %s | %d of %d |%n",
                outcome.world(),
                outcome.shift(),
                outcome.gain(),
                outcome.error(),
                outcome.asked() == 0 ? "-" : String.valueOf(outcome.asked()),
                outcome.why(),
                outcome.thresholdFirst() ? "asks" : "-",
                outcome.byThreshold(),
                BATCHES));
        System.out.printf(
                Locale.ROOT,
                "%d shifts, %d helpful%n",
                outcomes.size(),
                outcomes.stream().filter(Outcome::helpful).count());
        print(
                "evidence",
                outcomes,
                outcomes.stream().filter(outcome -> outcome.asked() > 0).toList());
        print(
                "threshold, first batch",
                outcomes,
                outcomes.stream().filter(Outcome::thresholdFirst).toList());
        print(
                "threshold, any batch",
                outcomes,
                outcomes.stream().filter(outcome -> outcome.byThreshold() > 0).toList());
    }

    private static void print(String policy, List<Outcome> all, List<Outcome> asked) {
        long useless = asked.stream().filter(outcome -> !outcome.helpful()).count();
        System.out.printf(
                Locale.ROOT,
                "%s: asked for %d, useless %d (%.0f %%), helpful missed %d%n",
                policy,
                asked.size(),
                useless,
                100.0 * useless / Math.max(1, asked.size()),
                all.stream()
                        .filter(Outcome::helpful)
                        .filter(outcome -> !asked.contains(outcome))
                        .count());
    }
}
