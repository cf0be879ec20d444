package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.support.Patience;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {

    private static final int MEGABYTE = 1 << 20;

    private final BatchMemory memory = new BatchMemory(100 * MEGABYTE);

    private static BlobVersion blob(String name, int megabytes) {
        return new BlobVersion("account", "container", name, "0x1", (long) megabytes * MEGABYTE, Instant.EPOCH);
    }

    private CompletableFuture<Integer> enters(BlobVersion blob) {
        return CompletableFuture.supplyAsync(() -> memory.enter(blob, false), Thread::startVirtualThread);
    }

    private static int isIn(CompletableFuture<Integer> entering) throws Exception {
        return entering.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatIsToBeAloneHasAllOfItHoweverSmallItIs() throws Exception {
        int all = memory.enter(blob("small.csv", 1), true);
        CompletableFuture<Integer> next = enters(blob("b.csv", 1));
        assertThat(next).isNotDone();
        memory.leave(all);
        isIn(next);
    }

    @Test
    void smallBatchesAreInItAtTheSameTime() throws Exception {
        for (int i = 0; i < 5; i++) {
            isIn(enters(blob(i + ".csv", 5)));
        }
        assertThat(enters(blob("6.csv", 1))).isNotDone();
    }

    @Test
    void aBatchLargerThanAllOfItIsAloneAndNotRefused() throws Exception {
        BlobVersion small = blob("small.csv", 1);
        BlobVersion large = blob("large.csv", 900);
        int taken = memory.enter(small, false);
        CompletableFuture<Integer> entering = enters(large);
        assertThat(entering).isNotDone();
        memory.leave(taken);
        int all = isIn(entering);

        CompletableFuture<Integer> next = enters(small);
        assertThat(next).isNotDone();
        memory.leave(all);
        isIn(next);
    }

    @Test
    void aPackedBatchTakesMoreThanItsBytesSay() throws Exception {
        memory.enter(blob("a.csv.gz", 5), false);
        assertThat(enters(blob("b.csv", 1))).isNotDone();
    }

    @Test
    void anEmptyBlobHasItsPlaceToo() throws Exception {
        BlobVersion empty = blob("a.csv", 0);
        memory.leave(isIn(enters(empty)));
        isIn(enters(blob("b.csv", 25)));
    }
}
