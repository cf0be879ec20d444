package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final BlobVersion BLOB =
            new BlobVersion("account", "container", "incoming/a.csv", "0x1", 10, Instant.EPOCH);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger = ledger("one");

    private Ledger ledger(String replica) {
        return new Ledger(store, new JsonRecords(), new ClaimRules(replica, 5, TIMEOUT), clock);
    }

    private Rejection rejection() {
        return new Rejection(Reason.EMPTY, BLOB.name(), "", "no bytes", "upload it again");
    }

    @Test
    void anAttemptIsRecordedWhenItIsGranted() {
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(1));

        assertThat(store.list("ledger/" + BLOB.batchId() + "/attempt-")).hasSize(1);
    }

    @Test
    void anotherReplicasFreshAttemptIsLeftAlone() {
        ledger("other").claim(BLOB);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Busy());
    }

    @Test
    void anotherReplicasAttemptIsTakenUpAfterTheTimeout() {
        ledger("other").claim(BLOB);
        clock.advance(TIMEOUT);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void aRestartedReplicaTakesItsOwnAttemptUpAtOnce() {
        ledger.claim(BLOB);

        assertThat(ledger("one").claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void theSixthAttemptIsRefused() {
        for (int i = 1; i <= 5; i++) {
            assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(i));
        }

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Exhausted(5));
    }

    @Test
    void aReleasedAttemptIsNotCounted() {
        for (int i = 1; i <= 5; i++) {
            ledger.claim(BLOB);
        }
        ledger.release(BLOB, 5);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(6));
    }

    @Test
    void aFifthAttemptUnderWayElsewhereIsNotYetExhaustion() {
        for (int i = 1; i <= 4; i++) {
            ledger.claim(BLOB);
        }
        clock.advance(TIMEOUT);
        ledger("other").claim(BLOB);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Busy());
    }

    @Test
    void aQuarantinedBatchHasEndedForEveryReplica() {
        assertThat(ledger.quarantine(BLOB, rejection())).isTrue();

        assertThat(ledger("other").claim(BLOB)).isEqualTo(new Claim.Ended());
    }

    @Test
    void aSecondQuarantineRecordDoesNotCount() {
        ledger.quarantine(BLOB, rejection());

        assertThat(ledger("other").quarantine(BLOB, rejection())).isFalse();
    }

    @Test
    void aRestartKnowsWhatHasEndedWithoutReadingARecord() {
        ledger.quarantine(BLOB, rejection());
        Ledger restarted = ledger("one");
        store.log().clear();

        restarted.recall();

        assertThat(restarted.knownToHaveEnded(BLOB.batchId())).isTrue();
        assertThat(store.log())
                .containsExactly(
                        "list verdicts/", "list quarantine/", "list superseded/", "list labels-ledger/", "list ended/");
    }

    @Test
    void anOverwrittenBlobIsAnotherBatch() {
        ledger.quarantine(BLOB, rejection());
        BlobVersion overwritten = new BlobVersion("account", "container", "incoming/a.csv", "0x2", 10, Instant.EPOCH);

        assertThat(ledger.claim(overwritten)).isEqualTo(new Claim.Granted(1));
    }

    @Test
    void aBatchThatIsSetAsideCanHaveNoVerdictOfAReplicaThatComesLate() {
        ledger.quarantine(BLOB, rejection());

        assertThat(ledger("late").commit(verdict())).isFalse();

        assertThat(store.list("verdicts/")).isEmpty();
        assertThat(store.list("quarantine/")).hasSize(1);
    }

    @Test
    void aBatchThatHasAVerdictIsNotSetAsideByAReplicaThatComesLate() {
        ledger.commit(verdict());

        assertThat(ledger("late").quarantine(BLOB, rejection())).isFalse();
        ledger("late").supersede(BLOB);

        assertThat(store.list("verdicts/")).hasSize(1);
        assertThat(store.list("quarantine/")).isEmpty();
        assertThat(store.list("superseded/")).isEmpty();
    }

    @Test
    void aVerdictThatWasDecidedAndNotYetShownIsShownByTheNextStart() {
        store.putIfAbsent("ended/" + BLOB.batchId() + ".json", new JsonRecords().write(Ending.of(verdict())));

        ledger.recall();

        assertThat(ledger.knownToHaveEnded(BLOB.batchId())).isTrue();
        assertThat(ledger.verdict(BLOB.batchId())).contains(verdict());
    }

    @Test
    void aVerdictThatWasDecidedAndNotYetShownIsShownByWhoeverClaimsItsBatch() {
        store.putIfAbsent("ended/" + BLOB.batchId() + ".json", new JsonRecords().write(Ending.of(verdict())));

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Ended());

        assertThat(ledger.verdict(BLOB.batchId())).contains(verdict());
    }

    @Test
    void anEndingThatCannotBeReadStopsNoStartAndIsNamedByTheClaim() {
        store.putIfAbsent("ended/" + BLOB.batchId() + ".json", new byte[] {'{'});

        ledger.recall();

        assertThatThrownBy(() -> ledger.claim(BLOB)).hasMessageContaining("ended/" + BLOB.batchId() + ".json");
    }

    private VerdictRecord verdict() {
        return new VerdictRecord(
                BLOB.batchId(),
                BLOB,
                "c0",
                new ChampionPointer("m", "r", "s", 1, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(2, 0, 0.0, null, 0, 100, 100),
                "predictions/x",
                "reports/x",
                null,
                "1",
                Instant.EPOCH);
    }

    @Test
    void aVersionThatWasBegunAndIsGoneEndsAsOverwrittenOnceNobodyCanBeAtIt() {
        ledger("other").claim(BLOB);

        assertThat(ledger.begun()).containsExactly(BLOB);
        assertThat(ledger.supersedeIfGone(BLOB)).as("the other may be at it").isFalse();
        clock.advance(TIMEOUT);
        assertThat(ledger.supersedeIfGone(BLOB)).isTrue();

        assertThat(store.list(Keys.SUPERSEDED)).hasSize(1);
        assertThat(ledger.begun()).isEmpty();
    }

    @Test
    void aVersionThatAListingLacksAndTheStoreHasIsNotGone() {
        String etag = store.putIfAbsent("incoming/a.csv", new byte[] {1}).orElseThrow();
        BlobVersion there = new BlobVersion("account", "container", "incoming/a.csv", etag, 1, Instant.EPOCH);

        assertThat(ledger.supersedeIfGone(there)).isTrue();

        assertThat(store.list(Keys.ENDED)).isEmpty();
    }

    @Test
    void aVersionThatHasItsVerdictAlreadyKeepsItWhenItIsGone() {
        ledger.claim(BLOB);
        ledger("other").quarantine(BLOB, rejection());

        assertThat(ledger.supersedeIfGone(BLOB)).isTrue();

        assertThat(store.list(Keys.SUPERSEDED)).isEmpty();
        assertThat(store.list(Keys.QUARANTINE)).hasSize(1);
    }
}
