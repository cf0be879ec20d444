package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final SettableClock clock = new SettableClock();
    private final Backoff backoff = new Backoff(clock);

    @Test
    void theWaitDoublesWithEachFailure() {
        backoff.failed("a");
        backoff.failed("a");

        clock.advance(Duration.ofMillis(3_999));
        assertThat(backoff.isOver("a")).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(backoff.isOver("a")).isTrue();
    }

    @Test
    void aClockThatIsSetBackMakesNoBatchWaitForIt() {
        backoff.failed("a");
        clock.advance(Duration.ofDays(-1));

        assertThat(backoff.isOver("a")).isTrue();
    }
}
