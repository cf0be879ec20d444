package io.driftway.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreClockTest {

    private final SettableClock here = new SettableClock();
    private final StoreClock clock = new StoreClock(here);

    @Test
    void beforeTheFirstAnswerItIsThisMachinesTime() {
        assertThat(clock.instant()).isEqualTo(here.instant());
        assertThat(clock.ahead()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "PT24H, PT24H",
        "PT6S, PT6S",
        "PT5S, PT0S",
        "PT0S, PT0S",
        "PT-6S, PT0S",
        "PT-7S, PT-6S",
        "PT-24H, PT-23H-59M-59S"
    })
    void itIsSetRightByWhatIsCertain(Duration difference, Duration expected) {
        clock.told(date(here.instant().plus(difference)), here.instant());

        assertThat(clock.ahead()).isEqualTo(expected);
        assertThat(clock.instant()).isEqualTo(here.instant().plus(expected));
    }

    @Test
    void aSlowAnswerIsNoDifference() {
        Instant asked = here.instant();
        here.advance(Duration.ofSeconds(40));

        clock.told(date(asked.plusSeconds(1)), asked);

        assertThat(clock.ahead()).isZero();
    }

    @Test
    void aClockThatIsSetRightIsBelievedAgain() {
        clock.told(date(here.instant().plusSeconds(3600)), here.instant());
        here.advance(Duration.ofSeconds(3600));
        clock.told(date(here.instant()), here.instant());

        assertThat(clock.ahead()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "Wed, 32 Nov 2026 10:00:00 GMT"})
    void aDateThatIsNoneChangesNothing(String date) {
        clock.told(date(here.instant().plusSeconds(60)), here.instant());
        clock.told(date, here.instant());
        clock.told(null, here.instant());

        assertThat(clock.ahead()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aClockOfAnotherZoneKeepsWhatWasLearned() {
        clock.told(date(here.instant().plusSeconds(60)), here.instant());

        assertThat(clock.withZone(ZoneId.of("Pacific/Apia")).instant()).isEqualTo(clock.instant());
    }

    private static String date(Instant instant) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
