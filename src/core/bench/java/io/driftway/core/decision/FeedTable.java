package io.driftway.core.decision;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.BrokenFeeds.Planted;
import io.driftway.core.decision.BrokenFeeds.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Prints how often each fault of a feed is found and named first, and how often real shifts are called broken. Arguments: batches of each fault
 * and column, of which real shifts get twenty times as many, and a file of Telco's customers where there is one.
 */
final class FeedTable {

    private static final int REFERENCE = 5_000;
    private static final int POOL = 40_000;

    private final int runs;
    private final SplittableRandom random = new SplittableRandom(7);

    private FeedTable(int runs) {
        this.runs = runs;
    }

    public static void main(String[] args) throws IOException {
        FeedTable table = new FeedTable(Integer.parseInt(args[0]));
        for (Source source : Source.values()) {
            for (int rows : new int[] {500, 1_000}) {
                table.faults(source + " " + rows, source.draw(2, REFERENCE), run -> source.draw(10 + run, rows));
                table.shifts(source + " " + rows, source.draw(2, REFERENCE), source.draw(1, POOL), rows);
            }
        }
        if (args.length > 1) {
            Batch telco = BrokenFeeds.telco(Path.of(args[1]));
            for (int rows : new int[] {500, 1_000}) {
                Batch reference = BrokenFeeds.some(telco, REFERENCE, table.random);
                table.faults("TELCO " + rows, reference, _ -> BrokenFeeds.some(telco, rows, table.random));
                table.shifts("TELCO " + rows, reference, telco, rows);
            }
        }
    }

    private void faults(String name, Batch reference, IntFunction<Batch> batches) {
        Feed feed = BrokenFeeds.feed(reference);
        List<Planted> faults = BrokenFeeds.faults(reference, random);
        Map<String, List<Boolean>> first = new TreeMap<>();
        for (int run = 0; run < runs; run++) {
            Batch sound = batches.apply(run);
            for (Planted fault : faults) {
                first.computeIfAbsent(fault.name(), _ -> new ArrayList<>())
                        .add(fault.isFirst(
                                BrokenFeeds.faults(feed, fault.change().apply(sound))));
            }
        }
        first.forEach((fault, found) -> System.out.printf(
                "%s, %s: first in %d of %d%n",
                name, fault, found.stream().filter(Boolean::booleanValue).count(), found.size()));
    }

    private void shifts(String name, Batch reference, Batch pool, int rows) {
        Feed feed = BrokenFeeds.feed(reference);
        for (double strength : new double[] {0, 0.3, 0.6, 1, 1.5}) {
            List<String> called = new ArrayList<>();
            for (int run = 0; run < 20 * runs; run++) {
                BrokenFeeds.faults(feed, BrokenFeeds.shifted(pool, rows, strength, random)).stream()
                        .limit(1)
                        .forEach(fault -> called.add(fault.kind().code() + " " + fault.columns()));
            }
            System.out.printf(
                    "%s, shift of %.1f: %d of %d called broken %s%n",
                    name,
                    strength,
                    called.size(),
                    20 * runs,
                    called.stream().collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting())));
        }
    }
}
