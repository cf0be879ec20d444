package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Rewiring;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final BlobVersion BLOB =
            new BlobVersion("account", "container", "incoming/a.csv", "0x1", 10, Instant.parse("2026-03-01T11:59:00Z"));

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger = ledger("one");

    private Ledger ledger(String replica) {
        return new Ledger(store, new JsonRecords(), new ClaimRules(replica, 5, 20, TIMEOUT), clock);
    }

    private Rejection rejection() {
        return new Rejection(Reason.EMPTY, BLOB.name(), "", "no bytes", "upload it again");
    }

    @Test
    void anAttemptIsRecordedWhenItIsGranted() {
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(1));

        assertThat(store.list("ledger/hours/2026-03-01T11/" + BLOB.batchId() + "/attempt-"))
                .hasSize(1);
    }

    private static BlobVersion blob(int number) {
        return new BlobVersion("account", "container", "incoming/" + number + ".csv", "0x1", 10, BLOB.lastModified());
    }

    /** How a replica goes through an inbox: it looks around before it chooses, and passes over what others are at. */
    private long granted(Ledger replica, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(LedgerTest::blob)
                .filter(blob -> {
                    replica.lookAround();
                    return !replica.leavesToOthers(blob.batchId()) && replica.claim(blob) instanceof Claim.Granted;
                })
                .count();
    }

    @Test
    void aBatchThatNobodyHasBegunCostsOneWriteAndAReplicaThatIsAloneListsNothing() {
        assertThat(granted(ledger, 0, 50)).isEqualTo(50);

        assertThat(store.log())
                .filteredOn(call -> call.startsWith("put ledger/hours/"))
                .hasSize(50);
        assertThat(store.log().subList(store.log().size() - 49, store.log().size()))
                .allMatch(call -> call.startsWith("put ledger/hours/"));
    }

    @Test
    void whatAnotherReplicaIsAtCostsOneListingHoweverManyBatchesItAre() {
        ledger.begunLately();
        granted(ledger("other"), 0, 50);
        store.log().clear();

        assertThat(granted(ledger, 0, 100)).isEqualTo(50);

        assertThat(store.log())
                .filteredOn(call -> call.equals("list ledger/hours/2026-03-01T11"))
                .hasSizeBetween(1, 2);
        assertThat(store.log()).hasSizeLessThan(50 + 5);
    }

    @Test
    void aListingIsMadeOnlyWhereItSavesAsManyCallsAsItCosts() {
        for (int i = 0; i < 12_000; i++) {
            store.putIfAbsent(Keys.attempt(blob(100_000 + i), 1), new byte[0]);
        }
        ledger.begunLately();
        granted(ledger("other"), 0, 10);
        store.log().clear();

        assertThat(granted(ledger, 0, 2)).isZero();
        assertThat(store.log())
                .as("three pages, and two vain claims")
                .doesNotContain("list ledger/hours/2026-03-01T11");
        assertThat(granted(ledger, 2, 10)).isZero();
        assertThat(store.log())
                .filteredOn(call -> call.equals("list ledger/hours/2026-03-01T11"))
                .hasSize(1);
    }

    @Test
    void whatAnotherReplicaIsAtIsClaimedWhenItHasGivenNoSignForTheTimeout() {
        ledger.begunLately();
        ledger("other").claim(BLOB);
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Busy());
        assertThat(ledger.leavesToOthers(BLOB.batchId())).isTrue();

        clock.advance(TIMEOUT);

        assertThat(ledger.leavesToOthers(BLOB.batchId())).isFalse();
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void aSignOfLifeThatAListingShowsCountsFromThen() {
        ledger.begunLately();
        Ledger other = ledger("other");
        other.claim(BLOB);
        ledger.claim(BLOB);
        clock.advance(TIMEOUT.dividedBy(2));
        other.renew(BLOB, 1);
        ledger.claim(blob(1));
        ledger.lookAround();

        clock.advance(TIMEOUT.dividedBy(2));

        assertThat(ledger.leavesToOthers(BLOB.batchId())).isTrue();
    }

    @Test
    void aReplicaThatLearntOfItsOwnAttemptAtItsStartTakesItUpAtOnce() {
        ledger.claim(BLOB);
        Ledger restarted = ledger("one");

        assertThat(restarted.begunLately()).containsExactly(BLOB);

        assertThat(restarted.leavesToOthers(BLOB.batchId())).isFalse();
        assertThat(restarted.claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void whatOthersHaveJudgedIsLearntFromOneListing() {
        ledger.begunLately();
        Ledger other = ledger("other");
        other.claim(BLOB);
        ledger.claim(BLOB);
        other.commit(verdict());
        clock.advance(TIMEOUT);
        ledger.claim(blob(1));
        store.log().clear();

        ledger.lookAround();

        assertThat(ledger.knownToHaveEnded(BLOB.batchId())).isTrue();
        assertThat(store.log()).containsExactly("list ledger/hours/2026-03-01T11", "list verdicts/hours/2026-03-01T11");
    }

    @Test
    void aBatchThatNobodyHasBegunIsToldFromOneThatWasLeft() {
        assertThat(ledger.standing(BLOB)).isEqualTo(Ledger.Standing.UNBEGUN);
        ledger.claim(BLOB);
        ledger.charge(BLOB, 1);
        assertThat(ledger.standing(BLOB)).isEqualTo(Ledger.Standing.LEFT);
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

    /** Longer than is ever waited after a death. */
    private static final Duration LONG = Duration.ofMinutes(11);

    private void fails(int attempt) {
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(attempt));
        ledger.charge(BLOB, attempt);
    }

    private void kills(int attempt) {
        clock.advance(LONG);
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(attempt));
    }

    @Test
    void aBatchThatFailedFiveTimesIsNotBegunAgain() {
        for (int i = 1; i <= 5; i++) {
            fails(i);
        }

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Exhausted(5, 0));
    }

    @Test
    void killsFromOutsideAreNoFailuresOfTheBatch() {
        for (int i = 1; i <= 19; i++) {
            kills(i);
        }
        clock.advance(LONG);
        fails(20);

        kills(21);
    }

    @Test
    void aBatchOverWhichTwentyProcessesDiedIsNotBegunAgain() {
        for (int i = 1; i <= 20; i++) {
            kills(i);
        }

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Exhausted(0, 20));
    }

    @Test
    void eachFurtherDeathIsFollowedByALongerWait() {
        ledger.claim(BLOB);
        assertThat(ledger.claim(BLOB)).as("at once after the first").isEqualTo(new Claim.Granted(2));
        for (int death = 2; death < 20; death++) {
            Duration wait = Duration.ofSeconds(Math.min(600, 1L << (death - 1)));
            clock.advance(wait.minusMillis(1));
            assertThat(ledger.claim(BLOB)).as("after death " + death).isEqualTo(new Claim.Busy());
            clock.advance(Duration.ofMillis(1));
            assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(death + 1));
        }
    }

    @Test
    void aClockThatWasSetBackDoesNotLengthenTheWait() {
        ledger.claim(BLOB);
        ledger.claim(BLOB);
        clock.advance(Duration.ofDays(-1));

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(3));
    }

    @Test
    void aReleasedAttemptIsNotCounted() {
        for (int i = 1; i <= 4; i++) {
            fails(i);
        }
        ledger.claim(BLOB);
        ledger.release(BLOB, 5);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(6));
        assertThat(ledger.attempts(BLOB)).isEqualTo(5);
    }

    @Test
    void aLastAttemptUnderWayElsewhereIsNotYetExhaustion() {
        for (int i = 1; i <= 19; i++) {
            kills(i);
        }
        clock.advance(LONG);
        ledger("other").claim(BLOB);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Busy());
    }

    @Test
    void anAttemptThatIsRenewedIsLeftAloneForAsLongAsItTakes() {
        ledger.claim(BLOB);
        for (int i = 0; i < 30; i++) {
            clock.advance(TIMEOUT.dividedBy(3));
            assertThat(ledger.renew(BLOB, 1)).isTrue();
            assertThat(ledger("other").claim(BLOB)).isEqualTo(new Claim.Busy());
        }

        clock.advance(TIMEOUT);
        assertThat(ledger("other").claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void aRenewalFindsThatAnotherHasTakenTheBatchOverAndTakesItsOwnAttemptOffTheCount() {
        ledger.claim(BLOB);
        clock.advance(TIMEOUT);
        ledger("other").claim(BLOB);

        assertThat(ledger.renew(BLOB, 1)).isFalse();

        assertThat(ledger.attempts(BLOB)).isEqualTo(1);
        assertThat(ledger("other").renew(BLOB, 2)).isTrue();
    }

    @Test
    void anAttemptThatIsRenewedAtThatMomentIsNotTakenOver() {
        ledger.claim(BLOB);
        clock.advance(TIMEOUT);
        ObjectStore slow = new Rewiring(store) {
            @Override
            public Optional<String> putIfMatch(String key, byte[] content, String etag) {
                assertThat(ledger.renew(BLOB, 1)).isTrue();
                return super.putIfMatch(key, content, etag);
            }
        };

        Ledger other = new Ledger(slow, new JsonRecords(), new ClaimRules("other", 5, 20, TIMEOUT), clock);

        assertThat(other.claim(BLOB)).isEqualTo(new Claim.Busy());
        assertThat(ledger.renew(BLOB, 1)).isTrue();
        assertThat(store.list("ledger/hours/2026-03-01T11/" + BLOB.batchId() + "/attempt-"))
                .hasSize(1);
    }

    @Test
    void aBatchWhoseTakerDiedBeforeItBeganIsTakenByTheNext() {
        ledger.claim(BLOB);
        clock.advance(TIMEOUT);
        ObjectStore dying = new Rewiring(store) {
            @Override
            public Optional<String> putIfAbsent(String key, byte[] content) {
                if (key.endsWith("attempt-2")) {
                    throw new UncheckedIOException(new IOException("killed"));
                }
                return super.putIfAbsent(key, content);
            }
        };
        assertThatThrownBy(() -> new Ledger(dying, new JsonRecords(), new ClaimRules("dying", 5, 20, TIMEOUT), clock)
                        .claim(BLOB))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(ledger("third").claim(BLOB)).isEqualTo(new Claim.Busy());
        clock.advance(TIMEOUT);
        assertThat(ledger("third").claim(BLOB)).isEqualTo(new Claim.Granted(2));
    }

    @Test
    void attemptsOfAnEarlierVersionOpenAndNeverCountAsFailures() {
        for (int i = 1; i <= 5; i++) {
            byte[] old = new String(new JsonRecords().write(new AttemptRecord(BLOB, "old", clock.instant())), UTF_8)
                    .replace(",\"taken_over_by\":null", "")
                    .getBytes(UTF_8);
            store.putIfAbsent("ledger/" + BLOB.batchId() + "/attempt-" + i, old);
        }
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Busy());
        clock.advance(LONG);

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(6));
    }

    @Test
    void aQuarantinedBatchHasEndedForEveryReplica() {
        ledger.claim(BLOB);
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
                .containsExactly("list verdicts/", "list quarantine/", "list superseded/", "list labels-ledger/");
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
        ledger("killed").claim(BLOB);
        store.putIfAbsent("ended/" + BLOB.batchId() + ".json", new JsonRecords().write(FinalRecord.of(verdict())));

        assertThat(ledger.begunLately()).containsExactly(BLOB);
        assertThat(ledger.supersedeIfGone(BLOB)).isTrue();

        assertThat(ledger.knownToHaveEnded(BLOB.batchId())).isTrue();
        assertThat(store.list("verdicts/hours/2026-03-01T11/")).hasSize(1);
        assertThat(store.list("superseded/")).isEmpty();
    }

    @Test
    void aVerdictThatWasDecidedAndNotYetShownIsShownByWhoeverClaimsItsBatch() {
        ledger("other").claim(BLOB);
        store.putIfAbsent("ended/" + BLOB.batchId() + ".json", new JsonRecords().write(FinalRecord.of(verdict())));

        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Ended());

        assertThat(ledger.verdict(BLOB.batchId())).contains(verdict());
    }

    @Test
    void anEndingThatCannotBeReadStopsNoStartAndIsNamedByTheClaim() {
        ledger("other").claim(BLOB);
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
    void aVersionThatNobodyHadBegunIsKnownToTheNextWhereItsEndWasCutShort() {
        ObjectStore dying = new Rewiring(store) {
            @Override
            public Optional<String> putIfAbsent(String key, byte[] content) {
                if (key.startsWith(Keys.SUPERSEDED)) {
                    throw new UncheckedIOException(new IOException("killed"));
                }
                return super.putIfAbsent(key, content);
            }
        };
        Ledger cut = new Ledger(dying, new JsonRecords(), new ClaimRules("one", 5, 20, TIMEOUT), clock);
        assertThatThrownBy(() -> cut.supersedeIfGone(BLOB)).isInstanceOf(UncheckedIOException.class);

        assertThat(ledger.begunLately()).containsExactly(BLOB);
        assertThat(ledger.supersedeIfGone(BLOB)).isTrue();

        assertThat(store.list(Keys.SUPERSEDED)).hasSize(1);
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

    @Test
    void thatABatchEndedStandsBesideItsAttemptsAndIsNone() {
        ledger.claim(BLOB);
        ledger.quarantine(BLOB, rejection());

        assertThat(store.list("ledger/hours/2026-03-01T11/" + BLOB.batchId() + "/"))
                .extracting(version -> version.key().replaceAll(".*/", ""))
                .containsExactly("attempt-1", "ended");
        assertThat(ledger.attempts(BLOB)).isEqualTo(1);
    }

    @Test
    void whatHasEndedIsLearntFromTheHoursOfWhatIsListed() {
        BlobVersion earlier = new BlobVersion(
                "account",
                "container",
                "incoming/b.csv",
                "0x1",
                10,
                BLOB.lastModified().minus(Duration.ofDays(90)));
        ledger.quarantine(BLOB, rejection());
        ledger.quarantine(earlier, rejection());
        Ledger restarted = ledger("one");

        restarted.recall(List.of(BLOB));

        assertThat(restarted.knownToHaveEnded(BLOB.batchId())).isTrue();
        assertThat(restarted.knownToHaveEnded(earlier.batchId())).isFalse();
        store.log().clear();
        restarted.recall(List.of(BLOB, blob(1)));
        assertThat(store.log()).as("an hour is listed once").noneMatch(call -> call.startsWith("list "));
        restarted.recall(List.of(earlier));
        assertThat(restarted.knownToHaveEnded(earlier.batchId())).isTrue();
        assertThat(store.log()).allMatch(call -> call.endsWith("/hours/2025-12-01T11"));
        assertThat(restarted.hoursAtWork())
                .as("nothing waits in the hour of long ago")
                .containsExactly("2026-03-01T11", "2026-03-01T12");
    }

    /** A store of a release before this one: what ended there has ended, and what was begun is gone on with. */
    @Test
    void recordsThatNameNoHourAreRead() {
        byte[] attempt = new JsonRecords().write(new AttemptRecord(BLOB, "old", clock.instant()));
        store.putIfAbsent("ledger/" + BLOB.batchId() + "/attempt-1", attempt);
        store.putIfAbsent("ledger/" + BLOB.batchId() + "/charged-1", attempt);
        BlobVersion judged = blob(1);
        store.putIfAbsent("ledger/" + judged.batchId() + "/attempt-1", attempt);
        store.putIfAbsent(
                "ended/" + judged.batchId() + ".json",
                new JsonRecords().write(FinalRecord.of(QuarantineRecord.of(judged, rejection(), clock.instant()))));
        BlobVersion shown = blob(2);
        store.putIfAbsent("quarantine/" + shown.batchId() + ".json", new byte[] {'{'});
        clock.advance(TIMEOUT);

        ledger.recall(List.of(BLOB, judged, shown));

        assertThat(ledger.knownToHaveEnded(shown.batchId())).isTrue();
        assertThat(ledger.claim(judged)).isEqualTo(new Claim.Ended());
        assertThat(ledger.attempts(BLOB)).isEqualTo(1);
        assertThat(ledger.claim(BLOB)).isEqualTo(new Claim.Granted(2));
        assertThat(store.list("ledger/hours/"))
                .extracting(ObjectStore.Version::key)
                .filteredOn(key -> key.endsWith("/attempt-2"))
                .hasSize(1);
        assertThat(ledger.renew(BLOB, 2)).isTrue();
    }

    @Test
    void inAStoreOfAReleaseBeforeABatchThatComesLaterCostsOneWrite() {
        store.putIfAbsent("ledger/" + BLOB.batchId() + "/charged-1", new byte[] {'{'});
        ledger.claim(BLOB);
        BlobVersion later = new BlobVersion(
                "account",
                "container",
                "incoming/b.csv",
                "0x1",
                10,
                clock.instant().plus(Duration.ofDays(2)));
        store.log().clear();

        assertThat(ledger.claim(later)).isEqualTo(new Claim.Granted(1));

        assertThat(store.log()).hasSize(1);
    }
}
