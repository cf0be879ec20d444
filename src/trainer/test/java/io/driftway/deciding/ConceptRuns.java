package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Verdict;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Holdout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Turns truths round while all columns stay: how soon do labels say so, and how often do they where nothing changed? */
final class ConceptRuns {

    private static final int LABELS_A_DAY = 200;
    private static final int SOUND_DAYS = 30;
    private static final int MOST_DAYS = 30;
    private static final int JUDGING_ROWS = 20_000;

    /**
     * How many days of labels it took.
     *
     * @param lost AUC
     * @param days until a batch asked, by run; past the most where none did
     * @param before runs in which a sound day before the flip asked
     */
    record Flip(String name, double lost, List<Integer> days, int before) {}

    private ConceptRuns() {}

    private static Champion champion(Population world, Batch old) {
        return Champion.train(old, world.schema());
    }

    private static Engine engine(Batch old, Champion champion) {
        return Engine.of(
                old.select(Holdout.of(old, champion.schema(), _ -> true).training()),
                HeldOut.of(old, champion.schema()).rows(),
                champion,
                NullRuns.DAILY);
    }

    /** Flips segments so that the AUC falls by as much as asked. */
    static List<Flip> flips(Population world, int oldRows, double loss, int segments, int runs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Batch old = Population.together(world.draw(random, oldRows), world.draw(random, 0));
        Champion champion = champion(world, old);
        Engine first = engine(old, champion);
        double auc = champion.auc(world.draw(new SplittableRandom(1), JUDGING_ROWS));
        List<Flip> flips = new ArrayList<>();
        List<String> columns = champion.falls().entrySet().stream()
                .sorted(java.util.Comparator.comparingDouble(fall -> -fall.getValue()))
                .map(java.util.Map.Entry::getKey)
                .toList();
        for (String column : columns) {
            for (boolean upper : List.of(true, false)) {
                double share = share(world, champion, column, upper, auc - loss);
                if (share < 1 && flips.size() < segments) {
                    Population flipped = Shift.flipped(column, upper, share, 3).apply(world);
                    flips.add(flip(
                            world, flipped, column + (upper ? " high" : " low"), auc, first, champion, runs, random));
                }
            }
        }
        return flips;
    }

    private static double share(Population world, Champion champion, String column, boolean upper, double auc) {
        double low = 0;
        double high = 1;
        for (int step = 0; step < 8; step++) {
            double share = (low + high) / 2;
            double now = champion.auc(
                    Shift.flipped(column, upper, share, 3).apply(world).draw(new SplittableRandom(1), JUDGING_ROWS));
            low = now > auc ? share : low;
            high = now > auc ? high : share;
        }
        return high;
    }

    private static Flip flip(
            Population world,
            Population flipped,
            String name,
            double auc,
            Engine first,
            Champion champion,
            int runs,
            SplittableRandom random) {
        List<Integer> days = new ArrayList<>();
        int before = 0;
        for (int run = 0; run < runs; run++) {
            Engine engine = first;
            boolean sound = true;
            int day = 1 - SOUND_DAYS;
            for (; day <= MOST_DAYS; day++) {
                Batch rows = (day < 1 ? world : flipped).draw(random, LABELS_A_DAY);
                Engine.Step step = engine.after(rows, champion.losses(rows));
                engine = step.next();
                boolean asks = step.verdict() instanceof Verdict.Breach;
                sound &= day >= 1 || !asks;
                if (day >= 1 && asks) {
                    break;
                }
            }
            days.add(day);
            before += sound ? 0 : 1;
        }
        double now = champion.auc(flipped.draw(new SplittableRandom(1), JUDGING_ROWS));
        return new Flip(name, auc - now, days.stream().sorted().toList(), before);
    }

    /** Counts requests over years of labels without a change, each year with a champion of its own; requests are the batches that ask. */
    static NullRuns.Counts sound(Population world, int oldRows, int years, long seed) {
        NullRuns.Counts all = NullRuns.Counts.NONE;
        for (int year = 0; year < years; year++) {
            SplittableRandom random = new SplittableRandom(seed + year);
            Batch old = Population.together(world.draw(random, oldRows), world.draw(random, 0));
            Champion champion = champion(world, old);
            Stream.Builder<Verdict> verdicts = Stream.builder();
            Engine engine = engine(old, champion);
            for (int day = 0; day < 365; day++) {
                Batch rows = world.draw(random, LABELS_A_DAY);
                Engine.Step step = engine.after(rows, champion.losses(rows));
                verdicts.add(step.verdict());
                engine = step.next();
            }
            all = all.plus(NullRuns.Counts.of(verdicts.build()));
        }
        return all;
    }

    static void print(Population world, int oldRows, int runs, int years, long seed) {
        for (double loss : List.of(0.04, 0.08, 0.12)) {
            System.out.println("## flips that cost " + loss + " AUC");
            List<Flip> flips = flips(world, oldRows, loss, 6, runs, seed);
            flips.forEach(flip -> System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %d | median %d | most %d | within 3 days %d | asked before %d |%n",
                    flip.name(),
                    flip.lost(),
                    flip.days().size(),
                    flip.days().get(flip.days().size() / 2),
                    flip.days().getLast(),
                    flip.days().stream().filter(day -> day <= 3).count(),
                    flip.before()));
        }
        NullRuns.Counts sound = sound(world, oldRows, years, seed);
        System.out.printf(
                "sound: %d label-days, years with a request %d, asking days %d, warnings %d, broken %d%n",
                sound.batches(), sound.requests(), sound.asking(), sound.warnings(), sound.broken());
    }
}
