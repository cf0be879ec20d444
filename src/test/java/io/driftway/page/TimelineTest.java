package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.VerdictRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static VerdictRecord verdict(String name, String outcome, @Nullable Double value) {
        BlobVersion blob = new BlobVersion("a", "c", name, "e", 1, Instant.EPOCH);
        return new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer("m", "r", "s", 1, null),
                outcome,
                null,
                outcome.equals("breach"),
                new VerdictRecord.Dataset(10, 1, value, null, 0, 100, 100),
                "predictions",
                "report",
                null,
                "test",
                Instant.parse("2026-11-05T12:00:00Z"));
    }

    @Test
    void eachVerdictIsAPointThatLeadsToItsReport() {
        VerdictRecord breach = verdict("incoming/a.csv", "breach", 0.5);

        assertThat(new Timeline(List.of(verdict("incoming/b.csv", "stable", 0.0), breach), 0.05).svg())
                .contains("href=\"/reports/" + breach.batchId() + "\"")
                .contains("incoming/a.csv: breach, 0.500, 2026-11-05 12:00:00 UTC")
                .containsPattern("class=\"dot breach\" cx=\"948.0\" cy=\"\\d+")
                .containsPattern("class=\"dot stable\" cx=\"44.0\" cy=\"196.0\"");
    }

    @Test
    void theThresholdIsALineWhereItIs() {
        assertThat(new Timeline(List.of(verdict("a", "stable", 0.0)), 0.05).svg())
                .as("half way up, as nothing is above twice the threshold")
                .contains("class=\"threshold\" d=\"M44 105.0H948\"");
    }

    @Test
    void aVerdictWithoutAValueLiesOnTheFloor() {
        assertThat(new Timeline(List.of(verdict("a", "inconclusive", null)), 0.05).svg())
                .contains("class=\"dot inconclusive\" cx=\"496.0\" cy=\"196.0\"");
    }

    @Test
    void aNameIsTextWhateverItHolds() {
        assertThat(new Timeline(List.of(verdict("<script>\"&", "stable", 0.0)), 0.05).svg())
                .contains("&lt;script&gt;&quot;&amp;: stable")
                .doesNotContain("<script");
    }

    @Test
    void withoutVerdictsThereIsNoPicture() {
        assertThat(new Timeline(List.of(), 0.05).svg()).isEmpty();
    }
}
