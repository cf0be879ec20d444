package io.driftway.crash;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM under load, as in a rolling update: what has begun is ended, nothing is begun twice, and the process ends by itself. */
class DrainIT {

    private static final int LIVES = Integer.getInteger("driftway.drains", 3);
    private static final long SEED = Long.getLong("driftway.kills.seed", 1);
    private static final int ENDED_BY_SIGTERM = 143;
    private static final int ROWS = 4_000;

    @TempDir
    private Path folder;

    @Test
    void whatHasBegunIsEndedAndNoAttemptIsLost() throws Exception {
        Random random = new Random(SEED);
        try (CrashWorld world = new CrashWorld(ROWS)) {
            for (int life = 0; life < LIVES; life++) {
                while (world.pending().size() < 12) {
                    world.more();
                }
                Replica service = Replica.service(world, "replica-0", folder.resolve("service.log"), Map.of());
                service.becomeReady();
                service.live(random.nextInt(500));
                service.signal("TERM");

                assertThat(service.exitCode()).succeedsWithin(PATIENCE).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(world.pending()).as("it was at work").isNotEmpty();
                assertThat(world.begunAndNotEnded()).isEmpty();
            }
            assertThat(world.begunAgain()).isZero();

            Replica last = Replica.service(world, "replica-0", folder.resolve("service.log"), Map.of());
            try {
                await().atMost(PATIENCE).until(() -> world.pending().isEmpty());
                world.isInOrder(() -> List.of(last.get("/metrics")));
            } finally {
                last.kill();
            }
        }
    }
}
