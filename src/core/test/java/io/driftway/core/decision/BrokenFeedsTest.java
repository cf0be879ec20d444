package io.driftway.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.Shared;
import io.driftway.core.batch.Batch;
import io.driftway.core.decision.BrokenFeeds.Planted;
import io.driftway.core.decision.BrokenFeeds.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every fault in every column that it fits, and real shifts. The figures over more runs are in docs/deciding.md. */
@Tag("slow")
class BrokenFeedsTest {

    private static final int ROWS = 500;

    private final SplittableRandom random = new SplittableRandom(71);

    private void everyFaultIsNamedFirst(Batch reference, IntFunction<Batch> batches) {
        Feed feed = BrokenFeeds.feed(reference);
        List<Planted> faults = BrokenFeeds.faults(reference, random);
        List<String> missed = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Batch sound = batches.apply(run);
            assertThat(BrokenFeeds.faults(feed, sound)).isEmpty();
            for (Planted fault : faults) {
                List<Fault> found = BrokenFeeds.faults(feed, fault.change().apply(sound));
                if (!fault.isFirst(found)) {
                    missed.add(fault + " was " + found);
                }
            }
        }
        assertThat(missed.size()).as(missed.toString()).isLessThanOrEqualTo(2 * faults.size() / 100);
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void everyFaultIsNamedFirstInNinetyNineOfAHundredBatches(Source source) {
        everyFaultIsNamedFirst(source.draw(2, 5_000), run -> source.draw(10 + run, ROWS));
    }

    @Test
    void everyFaultIsNamedFirstAmongRealCustomers() throws IOException {
        Batch customers = BrokenFeeds.telco(Shared.path("data", "telco-churn.csv"));
        everyFaultIsNamedFirst(
                BrokenFeeds.some(customers, 5_000, random), run -> BrokenFeeds.some(customers, ROWS, random));
    }

    @ParameterizedTest
    @EnumSource(Source.class)
    void aRealShiftIsNoFaultHoweverStrong(Source source) {
        Feed feed = BrokenFeeds.feed(source.draw(2, 5_000));
        Batch pool = source.draw(3, 10_000);
        for (double strength : new double[] {0.3, 0.6, 1}) {
            for (int run = 0; run < 8; run++) {
                Batch rows = BrokenFeeds.shifted(pool, ROWS, strength, random);
                assertThat(BrokenFeeds.faults(feed, rows))
                        .as("strength " + strength)
                        .isEmpty();
            }
        }
    }
}
