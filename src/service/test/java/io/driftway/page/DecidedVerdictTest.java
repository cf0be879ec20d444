package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.decision.Verdict;
import io.driftway.core.drift.DriftMethod;
import io.driftway.core.drift.DriftReport;
import io.driftway.core.drift.DriftScore;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.EndedBatches;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.Meters;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What pages, JSON and metrics show of a verdict is what decided it. */
class DecidedVerdictTest {

    private static final String FIRST = "a".repeat(64);
    private static final String SECOND = "b".repeat(64);
    private static final String REPORT = "{\"dataset\":{\"tested_columns\":10},\"columns\":[]}";

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords records = new JsonRecords();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Publisher publisher = new Publisher(
            registry,
            new FeatureGauges(registry, 10),
            new ModelInfo(new PrometheusRegistry()),
            new PredictedProbabilities(new PrometheusRegistry()),
            clock);
    private final VerdictLog verdicts = new VerdictLog(store, records);
    private final Pages pages = new Pages(
            store,
            records,
            new Ledger(store, records, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock),
            Optional::empty,
            new StatusPage.Sources(
                    verdicts,
                    new Episodes(store, records),
                    new Champions(store, records),
                    () -> new StatusPage.Inbox(0, clock.instant(), null),
                    _ -> Optional.empty(),
                    Optional::empty),
            new EndedBatches(store, records, clock, verdicts, List::of),
            new Pages.Ways(false, "", "incoming/"),
            clock);

    private void commit(String batchId, int second, double share, Verdict verdict) {
        VerdictRecord record = Named.verdict(batchId, Instant.ofEpochSecond(second), share, verdict);
        store.putIfAbsent(Keys.record(Keys.VERDICTS, record.source()), records.write(record));
        store.putIfAbsent(Keys.record(Keys.ENDED, batchId), records.write(Map.of("verdict", record)));
        store.putIfAbsent(record.report(), REPORT.getBytes(UTF_8));
        publisher.restore(record, null);
    }

    private String status() {
        return pages.status().getBody();
    }

    private ResponseEntity<String> report(String batchId, String accept) {
        return pages.report(batchId, accept);
    }

    private static Evidence.Windowed windowed() {
        return new Evidence.Windowed(
                List.of(new Evidence.Look(1, 0.02, 0.0005), new Evidence.Look(2, 1e-5, 0.0005)),
                List.of(FIRST, SECOND),
                1e-5,
                0.0005,
                1,
                1e-6,
                List.of(new Evidence.Moved("monthly_fee", 1e-5, 0.4, 0.41)),
                0.25,
                null,
                null);
    }

    private double gauge(Meters meter, String... tags) {
        return registry.get(meter.meter()).tags(tags).gauge().value();
    }

    /** One column of ten is 0.1: a breach by the default, and none by a breach-at of 0.2. */
    @Test
    void withAnotherBreachAtPagesAndMetricsAgree() {
        DriftScore.Tested tested = new DriftScore.Tested("fee", ColumnType.NUM, DriftMethod.WASSERSTEIN, 0.1, 0, 0);
        List<DriftScore> scores = Stream.iterate(1, i -> i <= 10, i -> i + 1)
                .<DriftScore>map(i -> new DriftScore.Measured(tested, i == 1 ? 0.5 : 0.01))
                .toList();
        commit(FIRST, 1, 0.1, new ThresholdRule(0, 0.2, 1).judge(new DriftReport(100, 100, 0, scores)));

        assertThat(status())
                .contains("<span class=\"warning\">warning</span>: the newest verdict", "more than 0.200 is a breach")
                .contains(">0.200</text>")
                .doesNotContain("0.050");
        assertThat(report(FIRST, "text/html").getBody())
                .contains("data_drift_value, is 0.100; more than 0.200 is a breach.");
        assertThat(gauge(Meters.DECISION_THRESHOLD, "rule", "threshold")).isEqualTo(0.2);
        assertThat(gauge(Meters.VERDICT, "state", "warning")).isEqualTo(1);
        assertThat(gauge(Meters.VERDICT, "state", "breach")).isZero();
        assertThat(gauge(Meters.DATA_DRIFT_VALUE)).isEqualTo(0.1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grafana/dashboards",
                "k8s/base/prometheus/rules",
                "src/service/main/resources/page",
                "src/service/main/java/io/driftway/page"
            })
    void whatShowsAVerdictKnowsNoThresholdOfItsOwn(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(Files.readString(file))
                    .doesNotContainPattern("[^.\\d]0\\.05\\d*"));
        }
    }

    @Test
    void byEvidenceTheStatusPageShowsChanceAgainstItsLevelAndNoShareThatDecides() {
        commit(FIRST, 1, 0.3, new Verdict.Stable(windowed()));
        commit(SECOND, 2, 0.3, new Verdict.Breach(windowed(), Cause.COVARIATE_HARMFUL));

        assertThat(status())
                .contains("monthly_fee has moved (2 batches together, chance 1 in 100,000).")
                .contains("at or below 1 in 2,000 is more than chance; judged together: 2 batches")
                .contains("chance decides, not this share")
                .contains(
                        "<small>covariate-harmful</small>",
                        "data-of=\"Decided by\">monthly_fee</td>",
                        "<td class=\"n\" data-of=\"Chance, p\">1 in 100,000</td>")
                .doesNotContain("is a breach</small>");
        assertThat(gauge(Meters.DECISION_THRESHOLD, "rule", "evidence")).isEqualTo(0.0005);
    }

    @Test
    void aReportLeadsToTheOtherBatchesOfItsWindow() {
        commit(FIRST, 1, 0.1, new Verdict.Stable(windowed()));
        commit(SECOND, 2, 0.1, new Verdict.Breach(windowed(), Cause.COVARIATE_HARMFUL));
        status();

        assertThat(report(SECOND, "text/html").getBody())
                .contains("Judged together with <a href=\"/reports/" + FIRST + "\">incoming/" + FIRST + "</a>")
                .doesNotContain("<a href=\"/reports/" + SECOND)
                .contains("monthly_fee moved by 0.400 standard deviations (chance 1 in 100,000); it holds 41 %")
                .contains("It asks for retraining");
    }

    @Test
    void aBrokenFeedIsShownWithItsFaults() {
        Evidence none = new Evidence.Windowed(List.of(), List.of(FIRST), 1, 0, 1, 1, List.of(), 0.25, null, null);
        commit(
                FIRST,
                1,
                0.9,
                new Verdict.Broken(
                        none,
                        List.of(new Fault(Fault.Kind.SCALE, List.of("fee"), 1, "fee: all values are 1000 times"))));

        assertThat(report(FIRST, "text/html").getBody())
                .contains("<span class=\"broken\">Broken.</span> The feed is broken: fee: all values are 1000 times.")
                .contains("Fault, scale: fee: all values are 1000 times (100.0 % of the rows).")
                .doesNotContain("Judged together");
        assertThat(status())
                .contains("<span class=\"broken\">broken</span> <small>feed</small>", "data-of=\"Decided by\">fee</td>")
                .doesNotContain("is more than chance;");
    }

    @Test
    void aReportAsJsonHasTheVerdictAsInTheRecord() throws IOException {
        commit(SECOND, 2, 0.1, new Verdict.Breach(windowed(), Cause.COVARIATE_HARMFUL));
        ResponseEntity<String> answer = report(SECOND, "application/json");
        JsonNode json = new ObjectMapper().readTree(answer.getBody());

        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
        assertThat(json.at("/verdict/kind").asText()).isEqualTo("breach");
        assertThat(json.at("/verdict/cause").asText()).isEqualTo("covariate-harmful");
        assertThat(json.at("/verdict/evidence/rule").asText()).isEqualTo("evidence");
        assertThat(json.at("/verdict/evidence/moved/0/importance").asDouble()).isEqualTo(0.41);
        assertThat(json.at("/verdict"))
                .isEqualTo(new ObjectMapper()
                        .readTree(store.get(Keys.record(Keys.ENDED, SECOND))
                                .orElseThrow()
                                .content())
                        .at("/verdict/verdict"));
        assertThat(json.at("/sentence").asText()).endsWith("Retraining is asked for.");
        assertThat(json.at("/dataset/tested_columns").asInt()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/html",
                "text/html,application/xml;q=0.9,*/*;q=0.8",
                "application/json;q=0.1, text/html"
            })
    void whoDoesNotAskForJsonHasThePage(String accept) {
        commit(FIRST, 1, 0.1, new Verdict.Stable(windowed()));

        assertThat(report(FIRST, accept).getBody()).startsWith("<!doctype html>");
    }
}
