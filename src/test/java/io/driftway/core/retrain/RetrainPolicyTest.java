package io.driftway.core.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.driftway.core.retrain.RetrainPolicy.Permission;
import io.driftway.core.retrain.RetrainPolicy.Permission.Granted;
import io.driftway.core.retrain.RetrainPolicy.Permission.Held;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetrainPolicyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RetrainPolicy POLICY = new RetrainPolicy(Duration.ofHours(6), 2, 3);

    private static Episode ended(String champion, Duration ago) {
        return Episode.request(champion, "reference", 1, "batch", null, NOW.minus(ago))
                .failed("for the test", NOW);
    }

    @Test
    void theFirstRunIsGranted() {
        assertThat(POLICY.permit(List.of(), 1, NOW)).isEqualTo(new Granted());
    }

    @Test
    void nothingIsGrantedWhileAnEpisodeRuns() {
        Episode running = Episode.request("a", "reference", 1, "batch", null, NOW.minus(Duration.ofDays(3)));

        assertThat(POLICY.permit(List.of(running), 1, NOW)).isEqualTo(new Held("running"));
    }

    @Test
    void aRunIsHeldOneTickBeforeTheCooldownEndsAndGrantedAtItsEnd() {
        Permission before = POLICY.permit(List.of(ended("a", Duration.ofHours(6).minusNanos(1))), 1, NOW);
        Permission at = POLICY.permit(List.of(ended("a", Duration.ofHours(6))), 1, NOW);

        assertThat(before).isEqualTo(new Held("cooldown"));
        assertThat(at).isEqualTo(new Granted());
    }

    @Test
    void theDailyCapCountsEveryRunOfEveryEpisode() {
        Episode twice = ended("a", Duration.ofHours(20))
                .again(NOW.minus(Duration.ofHours(10)))
                .failed("again", NOW);

        assertThat(POLICY.permit(List.of(twice), 1, NOW)).isEqualTo(new Held("daily_cap"));
    }

    @Test
    void aRunOfYesterdayIsNotCounted() {
        List<Episode> history = List.of(ended("a", Duration.ofHours(24)), ended("b", Duration.ofHours(7)));

        assertThat(POLICY.permit(history, 1, NOW)).isEqualTo(new Granted());
    }

    @Test
    void aFourthRunOfOneEpisodeIsHeldForGood() {
        assertThat(POLICY.permit(List.of(), 4, NOW)).isEqualTo(new Held("runs_exhausted"));
    }

    @Test
    void aRequestInTheFutureOfThisClockStillCoolsDown() {
        assertThat(POLICY.permit(List.of(ended("a", Duration.ofHours(-1))), 1, NOW))
                .isEqualTo(new Held("cooldown"));
    }

    @Test
    void nonsenseIsRefusedWithBothNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrainPolicy(Duration.ZERO, 0, 3))
                .withMessageContaining("0 and 3");
    }
}
