package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.retrain.Episode;
import io.driftway.format.json.JsonRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Far more verdicts between two looks at them than are kept to be shown. */
@ExtendWith(Quiet.class)
class FullSpeedTest {

    private static final int BATCHES = 1_000;
    private static final int DRIFTED = 200;

    @Test
    void oneBreachAmongAThousandBatchesOfOnePollGivesItsRetraining() {
        World world = new World();
        byte[] quiet = World.few(1);
        byte[] drifted = World.batch(1, true);
        for (int i = 1; i <= BATCHES; i++) {
            world.arrives("%04d.csv".formatted(i), i == DRIFTED ? drifted : quiet);
        }
        // One batch, whatever is in it, is never enough for evidence.
        world.policy = Policy.of(new ThresholdRule(0, ThresholdRule.BREACH_AT, 100));
        Life life = new Life(world, "a", Wire.Cut.NONE);
        life.start();

        life.poll();
        life.reconcile();
        world.cluster.run(life::train);

        assertThat(world.store.list(Keys.VERDICTS).stream().map(version -> life.ledger
                        .verdict(Keys.id(Keys.VERDICTS, version.key()))
                        .orElseThrow()))
                .hasSize(BATCHES)
                .filteredOn(VerdictRecord::retrain)
                .hasSize(1);
        assertThat(new Episodes(world.store, new JsonRecords()).all())
                .singleElement()
                .satisfies(episode -> assertThat(episode.state()).isEqualTo(Episode.State.PROMOTED));
    }
}
