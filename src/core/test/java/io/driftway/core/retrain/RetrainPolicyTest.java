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

    private static String reason(Permission permission) {
        return permission instanceof Held held ? held.reason() : "granted";
    }

    private static Episode ended(String champion, Duration ago) {
        return Episode.request(champion, "reference", 1, "batch", null, NOW.minus(ago))
                .failed("for the test", NOW);
    }

    @Test
    void theFirstRunIsGranted() {
        assertThat(POLICY.permit(List.of(), NOW)).isEqualTo(new Granted());
    }

    @Test
    void aRunIsHeldOneTickBeforeTheCooldownEndsAndGrantedAtItsEnd() {
        Permission before = POLICY.permit(List.of(ended("a", Duration.ofHours(6).minusNanos(1))), NOW);
        Permission at = POLICY.permit(List.of(ended("a", Duration.ofHours(6))), NOW);

        assertThat(reason(before)).isEqualTo("cooldown");
        assertThat(at).isEqualTo(new Granted());
    }

    @Test
    void theDailyCapCountsEveryRunOfEveryEpisode() {
        Episode twice = ended("a", Duration.ofHours(20))
                .again(NOW.minus(Duration.ofHours(10)))
                .failed("again", NOW);

        assertThat(reason(POLICY.permit(List.of(twice), NOW))).isEqualTo("daily_cap");
    }

    @Test
    void aRunOfYesterdayIsNotCounted() {
        List<Episode> history = List.of(ended("a", Duration.ofHours(24)), ended("b", Duration.ofHours(7)));

        assertThat(POLICY.permit(history, NOW)).isEqualTo(new Granted());
    }

    @Test
    void theWeeklyCapCountsRunsUntilTheyAreSevenDaysOld() {
        List<Episode> twice = List.of(ended("a", Duration.ofDays(3)), ended("b", Duration.ofDays(5)));
        List<Episode> thrice = List.of(
                twice.get(0), twice.get(1), ended("c", Duration.ofDays(7).minusNanos(1)));
        List<Episode> aWeekOn = List.of(twice.get(0), twice.get(1), ended("c", Duration.ofDays(7)));

        assertThat(reason(POLICY.permit(thrice, NOW))).isEqualTo("weekly_cap");
        assertThat(POLICY.permit(aWeekOn, NOW)).isEqualTo(new Granted());
    }

    @Test
    void aRequestInTheFutureOfThisClockStillCoolsDown() {
        assertThat(reason(POLICY.permit(List.of(ended("a", Duration.ofHours(-1))), NOW)))
                .isEqualTo("cooldown");
    }

    @Test
    void nonsenseIsRefusedWithBothNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrainPolicy(Duration.ZERO, 0, 3))
                .withMessageContaining("0 and 3");
    }
}
