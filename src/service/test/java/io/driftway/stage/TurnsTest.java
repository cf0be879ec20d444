package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Claim;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.pipeline.Turn;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Patience;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Turn.Decided NONE_DECIDED = decided(Set.of());

    private static Turn.Decided decided(Set<String> batches) {
        return new Turn.Decided() {
            @Override
            public boolean isKnown(String batchId) {
                return batches.contains(batchId);
            }

            @Override
            public boolean ask(String batchId) {
                return batches.contains(batchId);
            }
        };
    }

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
        assertThatCode(() -> turns.await(older, NONE_DECIDED)).doesNotThrowAnyException();
    }

    @Test
    void aBatchIsNotBegunBeforeAnOlderOneThatNobodyIsAt() {
        listed();
        assertThat(turns.isHeldUp(blob)).isTrue();
        assertThatThrownBy(() -> turns.await(blob, NONE_DECIDED)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void whatIsHeldUpAsksOnceForAllThatIsYounger() {
        BlobVersion youngest = blob("c");
        turns.listed(List.of(older, blob, youngest));
        assertThat(turns.isNext(blob)).isFalse();
        store.log().clear();
        assertThat(turns.isNext(youngest)).isFalse();
        assertThat(store.log()).isEmpty();
        assertThat(turns.isNext(older)).isTrue();

        other.claim(older);
        turns.listed(List.of(older, blob, youngest));
        assertThat(turns.isNext(blob)).isTrue();
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
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> turns.await(blob, NONE_DECIDED));
        assertThat(waiting).isNotDone();
        other.supersede(older);
        waiting.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aProcessThatEndsWaitsNoMore() {
        listed();
        other.claim(older);
        stopping.set(true);
        assertThatThrownBy(() -> turns.await(blob, NONE_DECIDED)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void anOlderOneWhoseReplicaGivesNoSignIsBegunAgainFirst() {
        listed();
        other.claim(older);
        clock.advance(TIMEOUT);
        assertThatThrownBy(() -> turns.await(blob, NONE_DECIDED)).isInstanceOf(Turns.OutOfTurn.class);
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
        assertThatCode(() -> turns.await(blob, NONE_DECIDED)).doesNotThrowAnyException();
    }

    @Test
    void aBatchThatFailsHereAgainAndAgainLeavesTheOthersTheirTurn() {
        listed();
        for (int failure = 0; failure < 5; failure++) {
            assertThat(turns.isHeldUp(blob)).isTrue();
            backoff.failed(older.batchId());
        }
        assertThat(turns.isHeldUp(blob)).isFalse();
        assertThatCode(() -> turns.await(blob, NONE_DECIDED)).doesNotThrowAnyException();
    }

    @Test
    void whereAnotherReplicaIsAtWhatFailsHereItIsWaitedFor() {
        listed();
        for (int failure = 0; failure < 5; failure++) {
            backoff.failed(older.batchId());
        }
        other.claim(older);
        stopping.set(true);
        assertThatThrownBy(() -> turns.await(blob, NONE_DECIDED)).isInstanceOf(Turns.OutOfTurn.class);
    }

    @Test
    void aFileOfLabelsWaitsForNoBatch() {
        listed();
        assertThat(turns.isHeldUp(blob("labels"))).isFalse();
    }

    @Test
    void anOlderOneThatIsDecidedNeedNotHaveEnded() {
        listed();
        other.claim(older);
        stopping.set(true);
        assertThatCode(() -> turns.await(blob, decided(Set.of(older.batchId()))))
                .doesNotThrowAnyException();
    }

    @Test
    void whatThisProcessIsAtHoldsUpNothingAndIsWaitedForAtTheEndOfTheProcessToo() throws Exception {
        listed();
        turns.begun(older);
        assertThat(turns.isHeldUp(blob)).isFalse();
        stopping.set(true);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> turns.await(blob, NONE_DECIDED));
        mine.claim(older);
        mine.supersede(older);
        turns.left(older);
        waiting.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Were all threads of all replicas to wait for what nobody is at, nobody would ever begin it. */
    @Test
    void whatWaitsForABatchOfADeadReplicaGivesWaySoThatTheBatchIsBegunAgain() throws Exception {
        BlobVersion youngest = blob("c");
        turns.listed(List.of(older, blob, youngest));
        other.claim(older);
        List<CompletableFuture<Void>> slots = Stream.of(blob, youngest)
                .map(waiting -> {
                    mine.claim(waiting);
                    turns.begun(waiting);
                    return CompletableFuture.runAsync(
                            () -> {
                                try {
                                    turns.await(waiting, NONE_DECIDED);
                                } finally {
                                    mine.release(waiting, 1);
                                    turns.left(waiting);
                                }
                            },
                            Thread::startVirtualThread);
                })
                .toList();
        assertThat(slots).noneMatch(CompletableFuture::isDone);

        clock.advance(TIMEOUT);

        for (CompletableFuture<Void> slot : slots) {
            assertThatThrownBy(() -> slot.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(Turns.OutOfTurn.class);
        }
        turns.listed(List.of(older, blob, youngest));
        assertThat(turns.isHeldUp(older)).isFalse();
        assertThat(mine.claim(older)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void theThreadsOfAProcessBeginBatchesInTheirOrder() throws Exception {
        listed();
        turns.arranged(List.of(older, blob));
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> turns.enter(blob));
        turns.enter(older);
        assertThat(second).isNotDone();
        turns.tried(older);
        second.get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aBatchThatARouteDropsIsNotWaitedForLong() throws Exception {
        listed();
        turns.arranged(List.of(older, blob));
        CompletableFuture.runAsync(() -> turns.enter(blob)).get(Patience.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void withoutAnOrderEachReplicaBeginsElsewhereAmongTheOldest() {
        List<BlobVersion> due =
                IntStream.range(0, 600).mapToObj(i -> blob("%03d".formatted(i))).toList();

        List<BlobVersion> one = Turns.any(mine).arranged(due);
        List<BlobVersion> two = Turns.any(other).arranged(due);

        assertThat(one).containsExactlyInAnyOrderElementsOf(due).isNotEqualTo(two);
        assertThat(Turns.any(mine).arranged(due)).isEqualTo(one);
        assertThat(one.subList(0, 256)).containsExactlyInAnyOrderElementsOf(due.subList(0, 256));
        assertThat(two.subList(256, 512)).containsExactlyInAnyOrderElementsOf(due.subList(256, 512));
    }

    @Test
    void withAnOrderEveryReplicaBeginsWithTheOldest() {
        listed();
        assertThat(turns.arranged(List.of(older, blob))).containsExactly(older, blob);
    }

    @Test
    void aRuleThatJudgesEachBatchByItselfNeedsNoOrder() {
        Turns any = Turns.any(mine);
        any.listed(List.of(older, blob));
        assertThat(any.isHeldUp(blob)).isFalse();
        assertThatCode(() -> any.await(blob, NONE_DECIDED)).doesNotThrowAnyException();
    }
}
