package io.driftway.deciding;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.CountedBatches;
import io.driftway.core.decision.Reference;
import io.driftway.core.decision.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges batches that have not drifted: how often does chance ask, warn or call a feed broken? */
final class NullRuns {

    static final List<Integer> REFERENCE_ROWS = List.of(500, 1_000, 1_001, 5_000, 50_000);
    static final List<Integer> BATCH_ROWS = List.of(100, 200, 500, 1_000, 5_000, 20_000);

    static final Budget DAILY = new Budget(1, 365, 1);

    /** Rows of the reference and of a batch. */
    record Cell(int n, int m) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            return n == other.n ? Integer.compare(m, other.m) : Integer.compare(n, other.n);
        }
    }

    /**
     * What was counted over batches of a reference.
     *
     * @param requests 1 where any batch asked
     * @param asking batches that ask
     */
    record Counts(long batches, long requests, long asking, long warnings, long broken) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    batches + other.batches,
                    requests + other.requests,
                    asking + other.asking,
                    warnings + other.warnings,
                    broken + other.broken);
        }

        static Counts of(Stream<Verdict> verdicts) {
            long[] counts = new long[4];
            verdicts.forEach(verdict -> {
                counts[0]++;
                switch (verdict) {
                    case Verdict.Breach _ -> counts[1]++;
                    case Verdict.Warning _ -> counts[2]++;
                    case Verdict.Broken _ -> counts[3]++;
                    case Verdict.Stable _, Verdict.Inconclusive _ -> {}
                }
            });
            return new Counts(counts[0], Math.min(1, counts[1]), counts[1], counts[2], counts[3]);
        }

        double perThousand(long count) {
            return batches == 0 ? 0 : 1000.0 * count / batches;
        }
    }

    /** Counts by cell, and by reference for the error of the pooled figures: the batches of a reference share its chance. */
    record Result(TreeMap<Cell, Counts> cells, List<Counts> references) {

        Result() {
            this(new TreeMap<>(), new ArrayList<>());
        }

        Counts pooled() {
            return references.stream().reduce(Counts.NONE, Counts::plus);
        }

        /** Returns the standard error of a share of batches. */
        double error(java.util.function.ToLongFunction<Counts> count) {
            Counts all = pooled();
            double share = (double) count.applyAsLong(all) / all.batches();
            double squares = references.stream()
                    .mapToDouble(each -> Math.pow(count.applyAsLong(each) - share * each.batches(), 2))
                    .sum();
            return Math.sqrt(squares) / all.batches();
        }

        void add(Cell cell, Counts counts) {
            cells.merge(cell, counts, Counts::plus);
        }

        void print() {
            cells.forEach((cell, counts) -> System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,d | %,d | %d | %d | %d | %.2f | %.2f |%n",
                    cell.n(),
                    cell.m(),
                    counts.batches(),
                    counts.requests(),
                    counts.warnings(),
                    counts.broken(),
                    counts.perThousand(counts.requests()),
                    counts.perThousand(counts.warnings())));
            Counts all = pooled();
            System.out.printf(
                    Locale.ROOT,
                    "pooled: %,d batches, requests %d = %.5f +- %.5f, asking batches %d, warnings %d = %.5f +- %.5f, broken %d%n",
                    all.batches(),
                    all.requests(),
                    all.perThousand(all.requests()) / 1000,
                    error(Counts::requests),
                    all.asking(),
                    all.warnings(),
                    all.perThousand(all.warnings()) / 1000,
                    error(Counts::warnings),
                    all.broken());
        }
    }

    private NullRuns() {}

    /** Counts cells, as the engine does once a feed is sound. */
    static Result counted(
            Population population,
            @Nullable Champion champion,
            List<Integer> referenceRows,
            List<Integer> batchRows,
            int references,
            int batches,
            long seed) {
        Coded.Ranked ranked = new Coded.Ranked(population, champion);
        Result result = new Result();
        for (int n : referenceRows) {
            for (int number = 0; number < references; number++) {
                SplittableRandom random = new SplittableRandom(seed + 1_000_003L * n + number);
                Reference reference = Engine.reference(population.draw(random, n), population.features(), champion);
                Coded coded = new Coded(ranked, reference);
                Counts all = Counts.NONE;
                for (int m : batchRows) {
                    CountedBatches engine = new CountedBatches(reference, DAILY);
                    Counts counts = Counts.of(Stream.generate(() -> engine.after(coded.draw(random, m)))
                            .limit(batches));
                    result.add(new Cell(n, m), counts);
                    all = all.plus(counts);
                }
                result.references().add(all);
            }
        }
        return result;
    }

    /** Goes from rows to verdicts, faults of the feed among them: slower. */
    static Result whole(
            Population population,
            List<Integer> referenceRows,
            List<Integer> batchRows,
            int references,
            int batches,
            long seed) {
        Result result = new Result();
        for (int n : referenceRows) {
            for (int number = 0; number < references; number++) {
                SplittableRandom random = new SplittableRandom(seed + 1_000_003L * n + number);
                Batch reference = population.draw(random, n);
                Engine first = Engine.of(reference, population.features(), DAILY);
                Counts all = Counts.NONE;
                for (int m : batchRows) {
                    Counts counts =
                            Counts.of(Stream.iterate(first.after(population.draw(random, m)), step -> step.next()
                                            .after(population.draw(random, m)))
                                    .limit(batches)
                                    .map(Engine.Step::verdict));
                    result.add(new Cell(n, m), counts);
                    all = all.plus(counts);
                }
                result.references().add(all);
            }
        }
        return result;
    }
}
