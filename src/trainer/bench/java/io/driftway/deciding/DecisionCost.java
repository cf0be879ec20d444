package io.driftway.deciding;

import com.sun.management.OperatingSystemMXBean;
import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Delivery;
import io.driftway.core.drift.DriftComparison;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.profile.Profile;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Compares the CPU time of deciding about a batch with that of comparing it, by turns on the same batches: {@code DecisionCost [rows] [rounds]}. A
 * comparison makes the batch's profile and its drift report; a decision checks the feed, counts the profile's cells and looks at all windows that
 * are due, and with a model counts leaves.
 */
public final class DecisionCost {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final int REFERENCE_ROWS = 20_000;
    private static final int COLUMNS = 20;
    /** Over so many batches each window is due as often as it is over a year. */
    private static final int BATCHES = 32;

    private DecisionCost() {}

    public static void main(String[] args) {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        Population world = Population.shapes(150_000, 11);
        SplittableRandom random = new SplittableRandom(47);
        Batch reference = world.draw(random, REFERENCE_ROWS);
        List<String> features = world.features();
        Profile known = Profile.of(reference, features);
        Champion champion = Champion.train(reference, world.schema());
        Engine plain = Engine.of(reference, features, NullRuns.DAILY);
        Engine model = Engine.of(reference, world.draw(random, REFERENCE_ROWS / 4), champion, NullRuns.DAILY);
        if (features.size() != COLUMNS) {
            throw new IllegalStateException(features.size() + " columns");
        }
        double[] decided = new double[rounds];
        double[] withModel = new double[rounds];
        double[] leaves = new double[rounds];
        for (int round = -2; round < rounds; round++) {
            double[] cpu = new double[4];
            Engine onColumns = plain;
            Engine onModel = model;
            for (int batch = 0; batch < BATCHES; batch++) {
                Batch current = world.draw(random, rows);
                double began = cpu();
                Profile profile = Profile.of(current, features);
                DriftComparison.compare(known, profile, DriftOptions.DEFAULT);
                double compared = cpu();
                onColumns = onColumns
                        .after(profile, List.of(), Delivery.UNKNOWN, Engine.NO_LABELS)
                        .next();
                double onlyColumns = cpu();
                Profile scored = onModel.profile(current);
                Features rowsOf = Features.of(current, champion.schema());
                List<long[]> fallen = champion.trees().counters(FlatTrees.WATCHED_TREES);
                double prepared = cpu();
                champion.trees().probabilities(rowsOf);
                double onlyScored = cpu();
                champion.trees().probabilities(rowsOf, fallen);
                double counted = cpu();
                onModel = onModel.after(scored, fallen, Delivery.UNKNOWN, Engine.NO_LABELS)
                        .next();
                double all = cpu();
                cpu[0] += compared - began;
                cpu[1] += onlyColumns - compared;
                cpu[2] += (counted - onlyScored) - (onlyScored - prepared);
                cpu[3] += all - counted;
            }
            if (round >= 0) {
                decided[round] = cpu[1] / cpu[0];
                leaves[round] = cpu[2] / cpu[0];
                withModel[round] = cpu[3] / cpu[0];
            }
        }
        print("decision on columns / compare", decided);
        print("decision with a model, leaves counted already / compare", withModel);
        print("counting the leaves of 50 trees while scoring / compare", leaves);
        print(
                "decision with a model and counting leaves / compare",
                IntStream.range(0, rounds)
                        .mapToDouble(i -> leaves[i] + withModel[i])
                        .toArray());
    }

    private static double cpu() {
        return SYSTEM.getProcessCpuTime();
    }

    private static void print(String what, double[] ratios) {
        double[] sorted = ratios.clone();
        Arrays.sort(sorted);
        System.out.printf(
                Locale.ROOT,
                "%s: %.3f (%.3f to %.3f)%n",
                what,
                sorted[sorted.length / 2],
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
