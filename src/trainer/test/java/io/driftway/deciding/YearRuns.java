package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Judges a batch a day for a year: without drift, with a weekly pattern, and with one day that is unlike the others. */
final class YearRuns {

    private static final int DAYS = 365;
    private static final int WEEK = 7;
    private static final int WORKDAYS = 5;
    private static final int SPIKE_DAY = 20;
    private static final int SPIKE_RUN = 60;

    /** Years, the requests in each, and batches that warn or are called broken. */
    record Years(int[] requests, NullRuns.Counts counts) {
        double mean() {
            return IntStream.of(requests).average().orElseThrow();
        }
    }

    private YearRuns() {}

    /** Without drift. */
    static Years plain(Population world, int n, int m, int years, long seed) {
        return years(
                years,
                seed,
                NullRuns.DAILY,
                world.features(),
                random -> world.draw(random, n),
                random -> _ -> world.draw(random, m));
    }

    /** Two days of the week are unlike the other five, in the reference too. */
    static Years weekly(Population world, int n, int m, int years, int season, long seed) {
        Population weekend = Shift.points(world.labels().getFirst(), 0.15, seed)
                .apply(Shift.plus(world.numbers().getFirst(), 0.5).apply(world));
        return years(
                years,
                seed,
                new Budget(1, DAYS, season),
                world.features(),
                random -> Population.together(
                        world.draw(random, n * WORKDAYS / WEEK), weekend.draw(random, n - n * WORKDAYS / WEEK)),
                random -> day -> (day % WEEK < WORKDAYS ? world : weekend).draw(random, m));
    }

    private interface Draw {
        IntFunction<Batch> days(SplittableRandom random);
    }

    private interface First {
        Batch reference(SplittableRandom random);
    }

    private static Years years(int years, long seed, Budget budget, List<String> features, First first, Draw draw) {
        int[] requests = new int[years];
        NullRuns.Counts all = NullRuns.Counts.NONE;
        for (int year = 0; year < years; year++) {
            SplittableRandom random = new SplittableRandom(seed + year);
            Engine engine = Engine.of(first.reference(random), features, budget);
            NullRuns.Counts counts = NullRuns.Counts.of(verdicts(engine, DAYS, draw.days(random)));
            requests[year] = (int) counts.asking();
            all = all.plus(counts);
        }
        return new Years(requests, all);
    }

    private static Stream<Verdict> verdicts(Engine engine, int days, IntFunction<Batch> batches) {
        Stream.Builder<Verdict> verdicts = Stream.builder();
        Engine now = engine;
        for (int day = 0; day < days; day++) {
            Engine.Step step = now.after(batches.apply(day));
            verdicts.add(step.verdict());
            now = step.next();
        }
        return verdicts.build();
    }

    /** Returns in how many runs a day on which one column is moved by 1 sd, and no other, makes any batch ask. */
    static int spikes(Population world, int n, int m, int runs, long seed) {
        List<Population> moved = world.numbers().stream()
                .map(column -> Shift.plus(column, 1).apply(world))
                .toList();
        int asked = 0;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(seed + run);
            Population spike = moved.get(run % moved.size());
            Engine engine = Engine.of(world.draw(random, n), world.features(), NullRuns.DAILY);
            asked += NullRuns.Counts.of(verdicts(engine, SPIKE_RUN, day -> (day == SPIKE_DAY ? spike : world)
                                            .draw(random, m)))
                                    .requests()
                            > 0
                    ? 1
                    : 0;
        }
        return asked;
    }

    static void print(Population world, int years, int runs, long seed) {
        print("no pattern", plain(world, 20_000, 500, years, seed));
        print("no pattern, reference of 2,000", plain(world, 2_000, 500, years, seed));
        print("weekly, season 7", weekly(world, 20_000, 500, years, WEEK, seed));
        print("weekly, season not set", weekly(world, 20_000, 500, Math.max(1, years / 10), 1, seed));
        System.out.printf(
                "one-day spike of 1 sd: asks in %d of %d runs%n", spikes(world, 20_000, 500, runs, seed), runs);
    }

    private static void print(String table, Years years) {
        System.out.printf(
                Locale.ROOT,
                "%s: %d years, mean requests %.2f, years with any %d, most %d, warnings %d, broken %d%n",
                table,
                years.requests().length,
                years.mean(),
                IntStream.of(years.requests()).filter(count -> count > 0).count(),
                IntStream.of(years.requests()).max().orElse(0),
                years.counts().warnings(),
                years.counts().broken());
    }
}
