package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.support.Named;
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

    private static VerdictRecord decided(double share, Verdict verdict) {
        return Named.verdict("batch", Instant.EPOCH, share, verdict);
    }

    private static VerdictRecord byShare(double share, double breachAt) {
        return decided(share, new Verdict.Stable(new Evidence.Share(share, 0, breachAt, 10, 1, List.of())));
    }

    private static Evidence.Windowed windowed(double p) {
        return new Evidence.Windowed(
                List.of(new Evidence.Look(1, p, 0.001)), List.of("a"), p, 0.001, 1, 1, List.of(), 0, null, null);
    }

    private static VerdictRecord broken() {
        return decided(
                0.9,
                new Verdict.Broken(
                        new Evidence.Windowed(List.of(), List.of("batch"), 1, 0, 1, 1, List.of(), 0, null, null),
                        List.of(new Fault(Fault.Kind.SCALE, List.of("fee"), 1, "fee: another unit"))));
    }

    private static String svg(VerdictRecord... verdicts) {
        return new Timeline(List.of(verdicts)).svg();
    }

    @Test
    void eachVerdictIsAMarkThatLeadsToItsReport() {
        VerdictRecord breach = verdict("incoming/a.csv", "breach", 0.5);

        assertThat(svg(verdict("incoming/b.csv", "stable", 0.0), breach))
                .contains("href=\"/reports/" + breach.batchId() + "\"")
                .contains("incoming/a.csv: breach, data_drift_value 0.500, 2026-11-05 12:00:00 UTC")
                .containsPattern("class=\"dot breach\" d=\"M934.0 \\d+")
                .containsPattern("class=\"dot stable\" cx=\"58.0\" cy=\"196.0\"");
    }

    @Test
    void theThresholdIsALineWhereItIs() {
        assertThat(svg(byShare(0, 0.05)))
                .as("half way up, as nothing is above twice the threshold")
                .contains("class=\"threshold\" d=\"M44.0 105.0H948.0\"");
    }

    /** Whoever changes breach-at must not see the verdicts of before against the threshold of now. */
    @Test
    void eachVerdictStandsAgainstTheThresholdThatDecidedIt() {
        assertThat(svg(byShare(0, 0.05), byShare(0, 0.05), byShare(0, 0.1)))
                .contains("class=\"threshold\" d=\"M44.0 150.5H715.0M715.0 105.0H948.0\"")
                .contains(">0.100</text>");
    }

    @Test
    void aRecordThatNamesNoThresholdHasNoLine() {
        assertThat(svg(verdict("a", "stable", 0.0))).doesNotContain("class=\"threshold\"");
    }

    @Test
    void byEvidenceTheLineIsTheLevelAndNotAShare() {
        String svg = svg(
                decided(0.9, new Verdict.Stable(windowed(0.1))),
                decided(0.01, new Verdict.Warning(windowed(1e-6), Cause.COVARIATE_HARMLESS)));

        assertThat(svg)
                .as("three powers of ten below the level and three above it")
                .contains("class=\"threshold\" d=\"M44.0 105.0H948.0\"", ">level</text>")
                .contains("class=\"dot stable\" cx=\"58.0\" cy=\"165.7\"")
                .contains("class=\"dot warning\" d=\"M934.0 14.0")
                .contains("batch: warning (covariate-harmless), data_drift_value 0.010, chance 1 in 1,000,000");
    }

    @Test
    void aBrokenFeedHasAShapeOfItsOwnAndLiesOnTheFloorWhateverItsShare() {
        assertThat(svg(decided(0, new Verdict.Stable(windowed(0.1))), broken()))
                .contains("class=\"dot broken\" d=\"M934.0 196.0m-6 -6 h12 v12 h-12 z\"")
                .contains("broken (feed)");
    }

    @Test
    void outcomesDifferInShapeAndNotInColourOnly() {
        assertThat(Verdict.OUTCOMES.stream()
                        .filter(outcome -> !outcome.equals("inconclusive"))
                        .map(outcome -> svg(verdict("a", outcome, 0.0))
                                .replaceAll("(?s).*class=\"dot \\w+\"([^/]*)/>.*", "$1")))
                .doesNotHaveDuplicates();
    }

    @Test
    void chanceBelowAnyNumberIsDrawnOnTheEdge() {
        assertThat(svg(decided(0, new Verdict.Warning(windowed(0), Cause.JOINT))))
                .contains("class=\"dot warning\" d=\"M496.0 14.0")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void aVerdictWithoutAValueLiesOnTheFloor() {
        assertThat(svg(verdict("a", "inconclusive", null)))
                .contains("class=\"dot inconclusive\" cx=\"496.0\" cy=\"196.0\"");
    }

    @Test
    void aNameIsTextWhateverItHolds() {
        assertThat(svg(verdict("<script>\"&", "stable", 0.0)))
                .contains("&lt;script&gt;&quot;&amp;: stable")
                .doesNotContain("<script");
    }

    @Test
    void withoutVerdictsThereIsNoPicture() {
        assertThat(svg()).isEmpty();
    }
}
