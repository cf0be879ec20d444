package io.driftway.deciding;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Batch;
import io.driftway.core.decision.Reference;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Follows the tables of docs/benchmarks.md on deciding, with seeds and a few runs of each. */
class DecidingTest {

    private static final double A_YEAR = 1.0 / 365;

    private static final List<Population> POPULATIONS =
            List.of(Population.customers(20_000, 7), Population.shapes(20_000, 11));

    static List<Population> populations() {
        return POPULATIONS;
    }

    @ParameterizedTest
    @MethodSource("populations")
    void countingCodesOfRowsGivesTheCountsOfTheirProfile(Population population) {
        SplittableRandom random = new SplittableRandom(1);
        Champion champion = Champion.train(population.draw(random, 2_000), population.schema());
        Engine engine = Engine.of(population.draw(random, 200), population.draw(random, 200), champion, NullRuns.DAILY);
        Coded.Ranked ranked = new Coded.Ranked(population, champion);
        for (int n : List.of(100, 3_000)) {
            Reference reference = Engine.reference(population.draw(random, n), population.features(), champion);
            int[] places = population.places(random, 500);
            Batch rows = population.rows().select(places);

            assertThat(new Coded(ranked, reference).count(places))
                    .usingRecursiveComparison()
                    .isEqualTo(reference.count(engine.profile(rows), champion.leaves(rows)));
        }
    }

    @ParameterizedTest
    @MethodSource("populations")
    void chanceStaysWithinTheBudget(Population population) {
        NullRuns.Result found = NullRuns.counted(population, null, List.of(500, 5_000), List.of(200, 1_000), 8, 50, 2);

        assertThat(found.cells().values()).allSatisfy(cell -> assertThat(cell.perThousand(cell.requests()))
                .isLessThanOrEqualTo(7));
        NullRuns.Counts all = found.pooled();
        assertThat(all.batches()).isEqualTo(1_600);
        assertThat((double) all.requests() / all.batches())
                .isLessThanOrEqualTo(A_YEAR + 2 * found.error(NullRuns.Counts::requests));
        assertThat((double) all.warnings() / all.batches())
                .isLessThanOrEqualTo(A_YEAR + 2 * found.error(NullRuns.Counts::warnings));
    }

    @ParameterizedTest
    @MethodSource("populations")
    void aSoundFeedIsNotCalledBroken(Population population) {
        assertThat(NullRuns.whole(population, List.of(500, 5_000), List.of(200, 1_000), 3, 20, 3)
                        .pooled())
                .satisfies(all -> assertThat(all.batches()).isEqualTo(240))
                .satisfies(all -> assertThat(all.broken()).isZero());
    }

    @ParameterizedTest
    @MethodSource("populations")
    void aShiftOfAColumnIsSeenInABatch(Population population) {
        List<PowerRuns.Seen> moved =
                PowerRuns.first(population, null, PowerRuns.plus(population, 0.2), 20_000, 1_000, 2, 2, 31);
        List<PowerRuns.Seen> missing =
                PowerRuns.first(population, null, PowerRuns.nulls(population, true, 0.05), 20_000, 1_000, 2, 2, 31);

        assertThat(moved).hasSizeGreaterThan(5);
        assertThat(moved.stream().mapToInt(PowerRuns.Seen::notStable).sum())
                .isGreaterThanOrEqualTo(
                        95 * moved.stream().mapToInt(PowerRuns.Seen::batches).sum() / 100);
        assertThat(missing).hasSizeGreaterThan(10).allSatisfy(seen -> {
            assertThat(seen.share()).isOne();
            assertThat(seen.asking()).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("populations")
    void aSmallShiftIsAskedForInTime(Population population) {
        List<PowerRuns.Delays> found =
                PowerRuns.delays(population, null, PowerRuns.plus(population, 0.1), 20_000, 500, 5, 30, 3, 31);

        List<Integer> asked = found.stream()
                .flatMap(delays -> delays.asked().stream())
                .sorted()
                .toList();
        assertThat(PowerRuns.Delays.median(asked)).isLessThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("populations")
    void aWeeklyPatternAsksForNothingWithItsSeasonSetAndForMuchWithout(Population population) {
        assertThat(YearRuns.weekly(population, 20_000, 500, 1, 7, 37).mean()).isLessThanOrEqualTo(1);
        assertThat(YearRuns.weekly(population, 20_000, 500, 1, 1, 37).mean()).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("populations")
    void aDayUnlikeTheOthersAsksForNothing(Population population) {
        assertThat(YearRuns.spikes(population, 20_000, 500, 10, 37)).isZero();
    }

    @ParameterizedTest
    @MethodSource("populations")
    void whatRetrainingGainsIsMeasured(Population population) {
        List<HarmRuns.Outcome> outcomes = HarmRuns.outcomes(population, 4_000, 3, 1, 41);

        assertThat(outcomes).hasSize(3);
        // Half of the truths turned round for a label, and a column that the model leans on moved while truths stay.
        assertThat(outcomes.subList(0, 2))
                .allSatisfy(outcome ->
                        assertThat(outcome.asked()).as(outcome.toString()).isPositive());
        // Other rows come, and what is true of each stays.
        assertThat(outcomes.get(2).helpful()).isFalse();
        assertThat(outcomes.get(2).asked()).isZero();
    }

    @ParameterizedTest
    @MethodSource("populations")
    void truthsTurnedRoundAreAskedForByLabels(Population population) {
        List<ConceptRuns.Flip> flips = ConceptRuns.flips(population, 6_000, 0.12, 1, 5, 43);

        assertThat(flips).hasSize(1).first().satisfies(flip -> {
            assertThat(flip.lost()).isBetween(0.1, 0.14);
            assertThat(flip.before()).isZero();
            assertThat(flip.days()).allMatch(day -> day <= 14);
        });
    }
}
