package io.driftway.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Verdict;
import io.driftway.format.json.JsonRecords;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictRecordTest {

    private static final JsonRecords FORMAT = new JsonRecords();

    private static VerdictRecord record(String outcome, @Nullable String reason, @Nullable Verdict verdict) {
        BlobVersion blob =
                new BlobVersion("account", "container", "incoming/july.csv", "etag", 10, Instant.EPOCH, null);
        return new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer("model", "reference", "schema", 1, null),
                outcome,
                reason,
                outcome.equals("breach"),
                new VerdictRecord.Dataset(19, 8, 8 / 19.0, 0.3, 7, 5_000, 1_000),
                List.of(),
                0L,
                "predictions",
                "report",
                null,
                "test",
                Instant.EPOCH,
                verdict == null ? null : VerdictRecord.FORMAT,
                verdict,
                null);
    }

    static List<Verdict> verdicts() {
        Evidence.Windowed evidence = new Evidence.Windowed(
                List.of(new Evidence.Look(1, 0.2, 1e-4), new Evidence.Look(2, 1e-5, 1e-4)),
                List.of("a", "b"),
                1e-5,
                1e-4,
                0.3,
                1e-6,
                List.of(new Evidence.Moved("monthly_fee", 1e-6, 0.3, 0.41)),
                0.002,
                new Evidence.Labels(3, 365),
                "monthly_fee");
        return List.of(
                new Verdict.Stable(new Evidence.Share(null, 0, 0.05, 0, 0, List.of())),
                new Verdict.Breach(new Evidence.Share(0.2, 0, 0.05, 10, 2, List.of("fee", "age")), null),
                new Verdict.Stable(evidence),
                new Verdict.Warning(evidence, Cause.COVARIATE_HARMLESS),
                new Verdict.Breach(evidence, Cause.JOINT),
                new Verdict.Broken(
                        evidence,
                        List.of(new Fault(Fault.Kind.SCALE, List.of("monthly_fee"), 1, "monthly_fee: another unit"))),
                new Verdict.Inconclusive(evidence, Verdict.TOO_FEW_ROWS));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void aVerdictIsReadAsItWasWritten(Verdict verdict) {
        VerdictRecord record = record(verdict.outcome(), null, verdict);
        VerdictRecord read = FORMAT.read("verdicts/x.json", FORMAT.write(record), VerdictRecord.class);
        assertThat(read).isEqualTo(record);
        assertThat(read.judged()).isEqualTo(verdict);
    }

    @Test
    void aCauseAndAFaultAreWrittenByTheirCodes() {
        String json = new String(FORMAT.write(record("warning", null, verdicts().get(3))), UTF_8);
        assertThat(json).contains("\"cause\":\"covariate-harmless\"", "\"rule\":\"evidence\"", "\"format\":2");
        assertThat(new String(FORMAT.write(record("broken", null, verdicts().get(5))), UTF_8))
                .contains("\"kind\":\"scale\"", "\"columns\":[\"monthly_fee\"]");
    }

    @Test
    void aRecordThatKeptTheOutcomeOnlyHasAVerdict() {
        assertThat(record("breach", null, null).judged()).isInstanceOfSatisfying(Verdict.Breach.class, breach -> {
            assertThat(breach.asks()).isTrue();
            assertThat(breach.evidence())
                    .isEqualTo(new Evidence.Share(8 / 19.0, Double.NaN, Double.NaN, 19, 8, List.of()));
        });
        assertThat(record("warning", null, null).judged()).isInstanceOf(Verdict.Warning.class);
        assertThat(record("stable", null, null).judged()).isInstanceOf(Verdict.Stable.class);
        assertThat(record("inconclusive", "undefined_columns", null).judged())
                .isInstanceOfSatisfying(Verdict.Inconclusive.class, verdict -> assertThat(verdict.reason())
                        .isEqualTo("undefined_columns"));
    }

    @Test
    void figuresOfABrokenFeedMeanNothing() {
        assertThat(record("broken", null, null).conclusive()).isFalse();
        assertThat(record("inconclusive", "too_few_rows", null).conclusive()).isFalse();
        assertThat(record("warning", null, null).conclusive()).isTrue();
    }
}
