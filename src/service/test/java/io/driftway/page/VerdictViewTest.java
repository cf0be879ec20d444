package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VerdictViewTest {

    @Test
    void largeNumbersAreParted() {
        VerdictView shown = VerdictView.of(new VerdictRecord(
                "id",
                new BlobVersion("a", "c", "incoming/a.csv", "e", 1, Instant.EPOCH),
                "sha",
                new ChampionPointer("m", "r", "s", 1, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(1_200, 1_001, 0.8, null, 0, 20_000, 1_234_567),
                "predictions",
                "report",
                null,
                "test",
                Instant.EPOCH));

        assertThat(shown.rows()).isEqualTo("1,234,567");
        assertThat(shown.drifted()).isEqualTo("1,001 of 1,200");
    }
}
