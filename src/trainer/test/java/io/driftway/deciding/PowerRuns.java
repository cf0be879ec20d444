package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Judges batches that have drifted: how often, and how soon, is it seen and asked for? */
final class PowerRuns {

    private static final int TRAINING_ROWS = 10_000;

    /** What became of the first batches after a shift: not stable, and asking. */
    record Seen(String shift, int batches, int notStable, int broken, int asking) {
        double share() {
            return (double) notStable / batches;
        }
    }

    /**
     * How many batches it took.
     *
     * @param batches that were judged at most
     * @param seen batches until one is not stable, by run, ascending
     * @param asked batches until one asks; past all batches where none did
     */
    record Delays(String shift, int batches, List<Integer> seen, List<Integer> asked) {
        Delays {
            seen = seen.stream().sorted().toList();
            asked = asked.stream().sorted().toList();
        }

        static int median(List<Integer> sorted) {
            return sorted.get(sorted.size() / 2);
        }
    }

    private PowerRuns() {}

    /** A world without drift, and an engine that has judged some of its batches. */
    private static Engine engine(
            Population world, @Nullable Champion champion, int n, int sound, int m, SplittableRandom random) {
        Batch reference = world.draw(random, n);
        Engine engine = champion == null
                ? Engine.of(reference, world.features(), NullRuns.DAILY)
                : Engine.of(reference, world.draw(random, n / 4), champion, NullRuns.DAILY);
        for (int batch = 0; batch < sound; batch++) {
            engine = engine.after(world.draw(random, m)).next();
        }
        return engine;
    }

    /** Judges first batches after each of the shifts, each batch by itself. */
    static List<Seen> first(
            Population world,
            @Nullable Champion champion,
            List<Shift> shifts,
            int n,
            int m,
            int references,
            int batches,
            long seed) {
        List<Engine> engines = IntStream.range(0, references)
                .mapToObj(number -> engine(world, champion, n, 0, m, new SplittableRandom(seed + number)))
                .toList();
        List<Seen> found = new ArrayList<>();
        for (Shift shift : shifts) {
            Population shifted = shift.apply(world);
            SplittableRandom random = new SplittableRandom(seed - 1);
            int notStable = 0;
            int broken = 0;
            int asking = 0;
            for (Engine engine : engines) {
                for (int batch = 0; batch < batches; batch++) {
                    Verdict verdict = engine.after(shifted.draw(random, m)).verdict();
                    notStable += verdict instanceof Verdict.Stable ? 0 : 1;
                    broken += verdict instanceof Verdict.Broken ? 1 : 0;
                    asking += verdict instanceof Verdict.Breach ? 1 : 0;
                }
            }
            found.add(new Seen(shift.name(), references * batches, notStable, broken, asking));
        }
        return found;
    }

    /** Judges batches one after the other, sound ones first and then shifted ones. */
    static List<Delays> delays(
            Population world,
            @Nullable Champion champion,
            List<Shift> shifts,
            int n,
            int m,
            int sound,
            int batches,
            int runs,
            long seed) {
        List<Engine> engines = IntStream.range(0, runs)
                .mapToObj(number -> engine(world, champion, n, sound, m, new SplittableRandom(seed + number)))
                .toList();
        List<Delays> found = new ArrayList<>();
        for (Shift shift : shifts) {
            Population shifted = shift.apply(world);
            SplittableRandom random = new SplittableRandom(seed - 1 - sound);
            List<Integer> seen = new ArrayList<>();
            List<Integer> asked = new ArrayList<>();
            for (Engine first : engines) {
                Engine engine = first;
                int firstSeen = batches + 1;
                int firstAsked = batches + 1;
                for (int batch = 1; batch <= batches && firstAsked > batches; batch++) {
                    Engine.Step step = engine.after(shifted.draw(random, m));
                    engine = step.next();
                    firstSeen = step.verdict() instanceof Verdict.Stable ? firstSeen : Math.min(firstSeen, batch);
                    firstAsked = step.verdict() instanceof Verdict.Breach ? batch : firstAsked;
                }
                seen.add(firstSeen);
                asked.add(firstAsked);
            }
            found.add(new Delays(shift.name(), batches, seen, asked));
        }
        return found;
    }

    static List<Shift> plus(Population world, double sds) {
        return world.numbers().stream().map(column -> Shift.plus(column, sds)).toList();
    }

    static List<Shift> points(Population world, double share) {
        return world.labels().stream()
                .map(column -> Shift.points(column, share, 17))
                .toList();
    }

    /** Takes values of columns that have one in every row, or of the others. */
    static List<Shift> nulls(Population world, boolean full, double share) {
        return world.features().stream()
                .filter(column -> world.column(column).missing() == 0 == full)
                .map(column -> Shift.nulls(column, share, 19))
                .toList();
    }

    /** Prints the power table of a population. */
    static void print(Population world, int references, long seed) {
        print("0.2 sd, m 1,000", first(world, null, plus(world, 0.2), 20_000, 1_000, references, 5, seed));
        print("10 points, m 1,000", first(world, null, points(world, 0.1), 20_000, 1_000, references, 5, seed));
        print(
                "5 % missing of full columns, m 1,000",
                first(world, null, nulls(world, true, 0.05), 20_000, 1_000, references, 5, seed));
        print(
                "5 % more missing of other columns, m 1,000",
                first(world, null, nulls(world, false, 0.05), 20_000, 1_000, references, 5, seed));
        Champion champion = Champion.train(world.draw(new SplittableRandom(seed), TRAINING_ROWS), world.schema());
        List<Shift> dealt = new ArrayList<>(List.of(Shift.dealt(world.features(), 23)));
        champion.falls().entrySet().stream()
                .sorted(Comparator.comparingDouble(fall -> -fall.getValue()))
                .limit(3)
                .forEach(fall -> dealt.add(Shift.dealt(List.of(fall.getKey()), 29)));
        print("joint, with a model, m 2,000", first(world, champion, dealt, 20_000, 2_000, references, 5, seed));
        print(
                "joint, with a model, m 2,000, n 5,000",
                first(world, champion, dealt, 5_000, 2_000, references, 5, seed));
        for (int sound : List.of(0, 20)) {
            String after = ", m 500, after " + sound + " sound batches";
            printDelays(
                    "0.1 sd" + after,
                    delays(world, null, plus(world, 0.1), 20_000, 500, sound, 40, references / 2, seed));
            printDelays(
                    "5 points" + after,
                    delays(world, null, points(world, 0.05), 20_000, 500, sound, 40, references / 2, seed));
        }
        for (boolean full : List.of(true, false)) {
            printDelays(
                    "5 % missing of " + (full ? "full" : "other") + " columns, with a model, m 1,000",
                    delays(
                            world,
                            champion,
                            nulls(world, full, 0.05),
                            20_000,
                            1_000,
                            0,
                            20,
                            Math.max(1, references / 10),
                            seed));
        }
    }

    private static void print(String table, List<Seen> found) {
        System.out.println("## " + table);
        found.forEach(PowerRuns::print);
        if (found.isEmpty()) {
            return;
        }
        print(new Seen(
                "all",
                found.stream().mapToInt(Seen::batches).sum(),
                found.stream().mapToInt(Seen::notStable).sum(),
                found.stream().mapToInt(Seen::broken).sum(),
                found.stream().mapToInt(Seen::asking).sum()));
    }

    private static void print(Seen seen) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %.3f | %d | %d |%n",
                seen.shift(),
                seen.batches(),
                seen.notStable(),
                seen.share(),
                seen.broken(),
                seen.asking());
    }

    private static void printDelays(String table, List<Delays> found) {
        System.out.println("## " + table);
        found.forEach(PowerRuns::print);
        if (found.isEmpty()) {
            return;
        }
        print(new Delays(
                "all",
                found.stream().mapToInt(Delays::batches).max().orElse(0),
                found.stream().flatMap(delays -> delays.seen().stream()).toList(),
                found.stream().flatMap(delays -> delays.asked().stream()).toList()));
    }

    private static void print(Delays delays) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | seen after %d (90 %%: %d) | asked after %d (90 %%: %d) | never asked %d |%n",
                delays.shift(),
                delays.seen().size(),
                Delays.median(delays.seen()),
                delays.seen().get(delays.seen().size() * 9 / 10),
                Delays.median(delays.asked()),
                delays.asked().get(delays.asked().size() * 9 / 10),
                delays.asked().stream()
                        .filter(asked -> asked > delays.batches())
                        .count());
    }
}
