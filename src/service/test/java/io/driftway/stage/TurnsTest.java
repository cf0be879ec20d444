package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Patience;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger mine = ledger("mine");
    private final Ledger other = ledger("other");
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Backoff backoff = new Backoff(clock);
    private final Turns turns = Turns.inOrder(mine, backoff, stopping::get);
    private final BlobVersion older = blob("a");
    private final BlobVersion blob = blob("b");

    private Ledger ledger(String replica) {
        return new Ledger(store, new JsonRecords(), new ClaimRules(replica, 5, 20, TIMEOUT), clock);
    }

    private static BlobVersion blob(String name) {
        return new BlobVersion("account", "container", "incoming/" + name, "etag", 10, Instant.EPOCH, null);
    }

    private void listed() {
        assertThat(turns.listed(List.of(older, blob))).containsExactly(older, blob);
    }

    @Test
    void theOldestWaitsForNothing() {
        listed();
        assertThat(turns.isHeldUp(older)).isFalse();
        assertThatCode(() -> turns.await(older)).doesNotThrowAnyException();
    }

    @Test
    void aBatchIsNotBegunBeforeAnOlderOneThatNobodyIsAt() {
        listed();
        assertThat(turns.isHeldUp(blob)).isTrue();
        assertThatThrownBy(() -> turns.await(blob)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void anOlderOneThatFailedHereComesFirst() {
        listed();
        mine.claim(older);
        mine.charge(older, 1);
        assertThat(turns.isHeldUp(blob)).isTrue();
    }

    @Test
    void aBatchMayBeBegunBesideAnOlderOneAndWaitsForItsEnd() throws Exception {
        listed();
        other.claim(older);
        assertThat(turns.isHeldUp(blob)).isFalse();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> turns.await(blob));
        assertThat(waiting).isNotDone();
        other.supersede(older);
        waiting.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aProcessThatEndsWaitsNoMore() {
        listed();
        other.claim(older);
        stopping.set(true);
        assertThatThrownBy(() -> turns.await(blob)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void anOlderOneWhoseReplicaGivesNoSignIsBegunAgainFirst() {
        listed();
        other.claim(older);
        clock.advance(TIMEOUT);
        assertThatThrownBy(() -> turns.await(blob)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void aBatchThatEndsProcessAfterProcessLeavesTheOthersTheirTurn() {
        listed();
        for (int death = 0; death < 3; death++) {
            assertThat(turns.isHeldUp(blob)).isTrue();
            ledger("process " + death).claim(older);
            clock.advance(Duration.ofMinutes(20));
        }
        assertThat(turns.isHeldUp(blob)).isFalse();
        assertThatCode(() -> turns.await(blob)).doesNotThrowAnyException();
    }

    @Test
    void aBatchThatFailsHereAgainAndAgainLeavesTheOthersTheirTurn() {
        listed();
        for (int failure = 0; failure < 5; failure++) {
            assertThat(turns.isHeldUp(blob)).isTrue();
            backoff.failed(older.batchId());
        }
        assertThat(turns.isHeldUp(blob)).isFalse();
        assertThatCode(() -> turns.await(blob)).doesNotThrowAnyException();
    }

    @Test
    void whereAnotherReplicaIsAtWhatFailsHereItIsWaitedFor() {
        listed();
        for (int failure = 0; failure < 5; failure++) {
            backoff.failed(older.batchId());
        }
        other.claim(older);
        stopping.set(true);
        assertThatThrownBy(() -> turns.await(blob)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void aFileOfLabelsWaitsForNoBatch() {
        listed();
        assertThat(turns.isHeldUp(blob("labels"))).isFalse();
    }

    @Test
    void aRuleThatJudgesEachBatchByItselfNeedsNoOrder() {
        Turns any = Turns.any(mine);
        any.listed(List.of(older, blob));
        assertThat(any.isHeldUp(blob)).isFalse();
        assertThatCode(() -> any.await(blob)).doesNotThrowAnyException();
    }
}
