package io.driftway.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.doctor.Finding.State;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuarantineCheckTest {

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Ledger ledger =
            new Ledger(store, new JsonRecords(), new ClaimRules("r", 5, 20, Duration.ofSeconds(30)), clock);

    private Finding look() {
        return new QuarantineCheck(store, new JsonRecords(), clock).look().getFirst();
    }

    private void setAside(String name) {
        ledger.quarantine(
                new BlobVersion("a", "c", name, name, 1, clock.instant()),
                new Rejection(Reason.QUOTE, name, "line 7", "a quote is never closed", "close it"));
    }

    @Test
    void nothingSetAsideOfLateIsWell() {
        assertThat(look()).isEqualTo(Finding.ok("ledger", "0 verdicts, 0 set aside, 0 of them in the last day"));
        setAside("old.csv");
        clock.advance(Duration.ofHours(25));

        assertThat(look()).isEqualTo(Finding.ok("ledger", "0 verdicts, 1 set aside, 0 of them in the last day"));
    }

    @Test
    void whatWasSetAsideOfLateIsAWarningWithTheNewestOnesRemedy() {
        setAside("one.csv");
        clock.advance(Duration.ofHours(1));
        setAside("two.csv");

        assertThat(look()).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.WARNING);
            assertThat(finding.line())
                    .endsWith(
                            "2 of them in the last day; the newest: two.csv, line 7: a quote is never closed; close it");
        });
    }

    @Test
    void aRecordThatCannotBeReadHidesNothingElse() {
        store.putIfAbsent(Keys.QUARANTINE + "x.json", "{".getBytes(UTF_8));

        assertThat(look()).satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(State.WARNING);
            assertThat(finding.line()).contains("quarantine/x.json");
        });
    }
}
