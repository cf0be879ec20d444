package io.driftway.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Claim;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A store that fails in the middle costs a batch none of its attempts, though it does not take the release either. */
class OwedReleaseTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final BlobVersion BLOB = new BlobVersion("a", "c", "incoming/b.csv", "0x1", 10, Instant.EPOCH);

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);

    @Test
    void anAttemptWhoseAnswerWasLostIsTakenOffTheCountWhenTheStoreIsBack() {
        boolean[] down = {true};
        ObjectStore flaky = new Wire(store, (call, done) -> {
            if (down[0] && done && call.startsWith("put ledger/hours/")) {
                throw new UncheckedIOException(new IOException("the answer is lost"));
            }
        });
        Ledger behind = new Ledger(flaky, new JsonRecords(), new ClaimRules("one", 5, 20, TIMEOUT), clock);
        assertThatThrownBy(() -> behind.claim(BLOB)).isInstanceOf(UncheckedIOException.class);
        assertThat(behind.attempts(BLOB)).isEqualTo(1);
        down[0] = false;

        assertThat(behind.claim(BLOB)).isEqualTo(new Claim.Granted(2));
        assertThat(behind.attempts(BLOB)).isEqualTo(1);
    }

    @Test
    void aReleaseThatTheStoreDidNotTakeIsMadeUpFor() {
        boolean[] down = {false};
        ObjectStore flaky = new Wire(store, (call, done) -> {
            if (down[0] && !done && call.startsWith("put ")) {
                throw new UncheckedIOException(new IOException("the store is not there"));
            }
        });
        Ledger behind = new Ledger(flaky, new JsonRecords(), new ClaimRules("one", 5, 20, TIMEOUT), clock);
        behind.claim(BLOB);
        down[0] = true;
        assertThatThrownBy(() -> behind.release(BLOB, 1)).isInstanceOf(UncheckedIOException.class);
        down[0] = false;

        behind.claim(BLOB);

        assertThat(behind.attempts(BLOB)).isEqualTo(1);
    }
}
