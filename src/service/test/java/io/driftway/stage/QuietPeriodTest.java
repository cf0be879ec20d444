package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuietPeriodTest {

    private static final Duration REST = Duration.ofSeconds(2);

    private final SettableClock clock = new SettableClock();
    private final QuietPeriod quiet = new QuietPeriod(REST, clock);

    private BlobVersion written(String etag, Duration ago) {
        Instant lastModified = clock.instant().minus(ago);
        return new BlobVersion("account", "container", "incoming/b.csv", etag, 1, lastModified);
    }

    @Test
    void aVersionIsAtRestWhenItIsOldEnoughAndNotAMomentBefore() {
        assertThat(quiet.isOver(written("1", REST))).isTrue();
        assertThat(quiet.isOver(written("2", REST.minusMillis(1)))).isFalse();
    }

    @Test
    void aBlobThatGrowsIsNeverAtRest() {
        for (int i = 0; i < 10; i++) {
            assertThat(quiet.isOver(written("version " + i, Duration.ZERO))).isFalse();
            clock.advance(REST);
        }
    }

    @Test
    void aStoreWhoseClockIsAheadIsNotWaitedFor() {
        BlobVersion ahead = written("1", Duration.ofDays(-1));

        assertThat(quiet.isOver(ahead)).isFalse();
        clock.advance(REST.minusMillis(1));
        assertThat(quiet.isOver(ahead)).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(quiet.isOver(ahead)).isTrue();
    }

    @Test
    void withoutAWaitEverythingIsAtRest() {
        assertThat(new QuietPeriod(Duration.ZERO, clock).isOver(written("1", Duration.ZERO)))
                .isTrue();
    }
}
