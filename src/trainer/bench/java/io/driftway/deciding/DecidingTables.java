package io.driftway.deciding;

import io.driftway.Shared;
import java.util.ArrayList;
import java.util.List;

/** Prints the tables on deciding: {@code DecidingTables table [references]}. Each run is seeded, one thread. */
public final class DecidingTables {

    private static final int ROWS = 150_000;
    private static final int TRAINING_ROWS = 20_000;
    private static final int BATCHES = 50;

    private DecidingTables() {}

    public static void main(String[] args) {
        int references = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        for (Population population : populations()) {
            if (args.length > 2 && !args[2].equals(population.name())) {
                continue;
            }
            System.out.println("# " + args[0] + " " + population.name());
            switch (args[0]) {
                case "null" -> byReferenceRows(population, null, references);
                case "null-model" -> byReferenceRows(population, champion(population), references);
                case "null-feed" ->
                    NullRuns.whole(population, NullRuns.REFERENCE_ROWS, NullRuns.BATCH_ROWS, references, BATCHES, 3)
                            .print();
                case "power" -> PowerRuns.print(population, references, 31);
                case "years" -> YearRuns.print(population, references, 200, 37);
                case "harm-small" -> HarmRuns.print(HarmRuns.outcomes(population, 6_000, 100, references, 41));
                case "concept-small" -> ConceptRuns.print(population, 6_000, 40, references, 43);
                case "harm" -> HarmRuns.print(HarmRuns.outcomes(population, TRAINING_ROWS, 100, references, 41));
                case "concept" -> ConceptRuns.print(population, TRAINING_ROWS, 40, references, 43);
                default -> throw new IllegalArgumentException("no table " + args[0]);
            }
        }
    }

    private static void byReferenceRows(Population population, Champion champion, int references) {
        NullRuns.Result all = new NullRuns.Result();
        for (int n : NullRuns.REFERENCE_ROWS) {
            NullRuns.Result some =
                    NullRuns.counted(population, champion, List.of(n), NullRuns.BATCH_ROWS, references, BATCHES, 2);
            some.print();
            all.cells().putAll(some.cells());
            all.references().addAll(some.references());
        }
        System.out.println("## all");
        all.print();
    }

    private static Champion champion(Population population) {
        return Champion.train(population.draw(new java.util.SplittableRandom(5), TRAINING_ROWS), population.schema());
    }

    private static List<Population> populations() {
        List<Population> populations =
                new ArrayList<>(List.of(Population.customers(ROWS, 7), Population.shapes(ROWS, 11)));
        if (Shared.has("data", "telco-churn.csv")) {
            populations.add(Population.telco());
        } else {
            System.out.println("telco: skipped, ../shared/data is not there");
        }
        return populations;
    }
}
