package io.driftway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoursTest {

    @Test
    void anHourIsInUtc() {
        assertThat(Hours.of(Instant.parse("2026-03-01T23:59:59.999Z"))).isEqualTo("2026-03-01T23");
        assertThat(Hours.day(Instant.parse("2026-03-01T23:59:59.999Z"))).isEqualTo("2026-03-01");
        assertThat(Hours.month(Instant.parse("2026-03-01T23:59:59.999Z"))).isEqualTo("2026-03");
    }

    @Test
    void aFewHoursAreListedOneByOneAndManyByTheirDayOrMonth() {
        assertThat(Hours.covering(List.of("2026-03-01T10", "2026-03-01T11", "2026-03-02T00", "2026-02-28T01")))
                .containsExactly("2026-02-28T01", "2026-03-01T10", "2026-03-01T11", "2026-03-02T00");
        assertThat(Hours.covering(
                        List.of("2026-03-01T10", "2026-03-01T11", "2026-03-01T12", "2026-03-01T13", "2026-03-02T00")))
                .containsExactly("2026-03-01", "2026-03-02T00");
        assertThat(Hours.covering(IntStream.rangeClosed(1, 20)
                        .mapToObj("2026-03-%02dT07"::formatted)
                        .toList()))
                .containsExactly("2026-03");
    }

    @Test
    void anHourIsCoveredByItsDayAndItsMonth() {
        assertThat(Hours.isCovered(List.of("2026-03-01"), "2026-03-01T10")).isTrue();
        assertThat(Hours.isCovered(List.of("2026-03"), "2026-03-01T10")).isTrue();
        assertThat(Hours.isCovered(List.of("2026-03-01T11", "2026-02", "2026-03-10"), "2026-03-01T10"))
                .isFalse();
    }

    @Test
    void theNewestAreFoundWithoutListingTheOthers() {
        SettableClock clock = new SettableClock();
        MemoryStore store = new MemoryStore(clock);
        clock.advance(Duration.ofDays(-100));
        for (int day = 0; day <= 100; day++) {
            store.putIfAbsent("kept/hours/" + Hours.of(clock.instant()) + "/" + day, new byte[0]);
            clock.advance(Duration.ofDays(day == 100 ? 0 : 1));
        }
        store.log().clear();

        assertThat(Hours.newest(store, "kept/", 2, clock.instant()))
                .extracting(version -> Keys.hour(version.key()))
                .containsExactly("2026-02-28T12", "2026-03-01T12");
        assertThat(store.log()).containsExactly("list kept/hours/2026-03-01", "list kept/hours/2026-02-28");
        assertThat(Hours.newest(store, "kept/", 20, clock.instant())).hasSizeBetween(20, 40);
        assertThat(Hours.newest(store, "kept/", 1_000, clock.instant())).hasSize(101);
    }
}
