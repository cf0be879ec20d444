package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {

    private static final Duration REST = Duration.ofSeconds(2);

    private final SettableClock clock = new SettableClock();
    private final Settling settling = new Settling(REST, clock);

    private BlobVersion written(String etag, Duration ago) {
        Instant lastModified = clock.instant().minus(ago);
        return new BlobVersion("account", "container", "incoming/b.csv", etag, 1, lastModified);
    }

    @Test
    void aVersionIsAtRestWhenItIsOldEnoughAndNotAMomentBefore() {
        assertThat(settling.isAtRest(written("1", REST))).isTrue();
        assertThat(settling.isAtRest(written("2", REST.minusMillis(1)))).isFalse();
    }

    @Test
    void aBlobThatGrowsIsNeverAtRest() {
        for (int i = 0; i < 10; i++) {
            assertThat(settling.isAtRest(written("version " + i, Duration.ZERO)))
                    .isFalse();
            clock.advance(REST);
        }
    }

    @Test
    void aStoreWhoseClockIsAheadIsNotWaitedFor() {
        BlobVersion ahead = written("1", Duration.ofDays(-1));

        assertThat(settling.isAtRest(ahead)).isFalse();
        clock.advance(REST.minusMillis(1));
        assertThat(settling.isAtRest(ahead)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(settling.isAtRest(ahead)).isTrue();
    }

    @Test
    void withoutAWaitEverythingIsAtRest() {
        assertThat(new Settling(Duration.ZERO, clock).isAtRest(written("1", Duration.ZERO)))
                .isTrue();
    }
}
