package io.driftway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.doctor.Finding.State;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxCheckTest {

    private final SettableClock clock = new SettableClock();
    private final List<BlobVersion> waiting = new ArrayList<>();

    private Finding look(int attempts) {
        return new InboxCheck(() -> waiting, _ -> attempts, clock).look().getFirst();
    }

    private void waits(String name, Duration since) {
        waiting.add(new BlobVersion("a", "c", name, name, 1, clock.instant().minus(since)));
    }

    @Test
    void nothingThatWaitsIsWell() {
        assertThat(look(0)).isEqualTo(Finding.ok("inbox", "nothing waits"));
    }

    @Test
    void aBatchThatCameAMomentAgoIsWellEvenIfItWasBegun() {
        waits("new.csv", Duration.ofMinutes(10));

        assertThat(look(1)).isEqualTo(Finding.ok("inbox", "1 batch waits, the oldest, new.csv, for 10 min"));
    }

    @Test
    void aBatchThatNobodyTakesUpIsAWarningWithItsAge() {
        waits("new.csv", Duration.ofMinutes(1));
        waits("old.csv", Duration.ofHours(3));

        assertThat(look(0)).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.WARNING);
            assertThat(finding.line())
                    .startsWith("2 batches wait, the oldest, old.csv, for 3 h; see whether the service runs");
        });
    }

    @Test
    void aBatchThatWasBegunAndDoesNotEndIsNamed() {
        waits("old.csv", Duration.ofMinutes(11));

        assertThat(look(2).line()).contains("stuck is old.csv, begun 2 times and not ended");
        assertThat(look(1).line()).contains("stuck is old.csv, begun once and not ended");
    }
}
