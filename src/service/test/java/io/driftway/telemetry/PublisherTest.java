package io.driftway.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.batch.Reason;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Fault;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Publisher publisher = new Publisher(
            registry,
            new FeatureGauges(registry, 10),
            new ModelInfo(new PrometheusRegistry()),
            new PredictedProbabilities(new PrometheusRegistry()),
            clock);

    private double storeUp() {
        return registry.get(Meters.STORE_UP.meter()).gauge().value();
    }

    private double gauge(Meters meter, String... tags) {
        return registry.get(meter.meter()).tags(tags).gauge().value();
    }

    private void show(int second, double share, String outcome) {
        publisher.restore(Named.verdict("batch" + second, Instant.ofEpochSecond(second), share, outcome), null);
    }

    /** One row may differ in every column: that is a share of 1, and no drift. */
    @Test
    void anInconclusiveVerdictShowsNoShare() {
        show(1, 1, "inconclusive");

        assertThat(gauge(Meters.DATA_DRIFT_VALUE)).isNaN();
        assertThat(gauge(Meters.DRIFTED_COLUMNS_COUNT)).isNaN();
        assertThat(gauge(Meters.PREDICTION_DRIFT)).isNaN();
        assertThat(gauge(Meters.MISSING_VALUE_COUNT)).isZero();
        show(2, 0.25, "breach");
        assertThat(gauge(Meters.DATA_DRIFT_VALUE)).isEqualTo(0.25);
        assertThat(gauge(Meters.DRIFTED_COLUMNS_COUNT)).isZero();
        show(3, 0, "inconclusive");
        assertThat(gauge(Meters.DATA_DRIFT_VALUE)).isNaN();
    }

    @Test
    void oneStateIsThatOfTheNewestVerdict() {
        show(1, 0.25, "breach");
        show(2, 0, "stable");
        show(1, 0.25, "breach");

        assertThat(registry.get(Meters.VERDICT.meter()).gauges())
                .filteredOn(state -> state.value() == 1)
                .singleElement()
                .satisfies(state -> assertThat(state.getId().getTag("state")).isEqualTo("stable"));
        assertThat(registry.get(Meters.VERDICT.meter()).gauges()).hasSize(5);
    }

    @Test
    void aBrokenBatchShowsNoDriftWhateverWasShownBefore() {
        show(1, 0.25, "breach");
        show(2, 0.75, "broken");

        assertThat(gauge(Meters.DATA_DRIFT_VALUE)).isNaN();
        assertThat(gauge(Meters.DRIFTED_COLUMNS_COUNT)).isNaN();
        assertThat(gauge(Meters.VERDICT, "state", "broken")).isEqualTo(1);
        assertThat(gauge(Meters.VERDICT, "state", "breach")).isZero();
    }

    private void decide(int second, Verdict verdict) {
        publisher.restore(Named.verdict("batch" + second, Instant.ofEpochSecond(second), 0.1, verdict), null);
    }

    private Map<String, Double> byTag(Meters meter) {
        Map<String, Double> values = new TreeMap<>();
        registry.find(meter.meter())
                .gauges()
                .forEach(gauge -> values.put(
                        gauge.getId().getTags().stream().map(Tag::getValue).collect(Collectors.joining()),
                        gauge.value()));
        return values;
    }

    @Test
    void theThresholdIsThatWhichDecided() {
        decide(1, new Verdict.Warning(new Evidence.Share(0.1, 0, 0.2, 10, 1, List.of("fee")), null));
        assertThat(byTag(Meters.DECISION_THRESHOLD)).isEqualTo(Map.of("threshold", 0.2));
        assertThat(byTag(Meters.DECISION_P_VALUE)).isEmpty();
        assertThat(byTag(Meters.DECISION_SPENT)).isEmpty();

        decide(2, new Verdict.Breach(windowed(), Cause.COVARIATE_HARMFUL));
        assertThat(byTag(Meters.DECISION_THRESHOLD)).isEqualTo(Map.of("evidence", 0.002));
        assertThat(byTag(Meters.DECISION_P_VALUE)).isEqualTo(Map.of("1", 0.3, "4", 1e-5));
        assertThat(byTag(Meters.DECISION_LEVEL)).isEqualTo(Map.of("1", 0.001, "4", 0.002));
        assertThat(byTag(Meters.DECISION_SPENT)).isEqualTo(Map.of("", 0.25));
    }

    private static Evidence.Windowed windowed() {
        return new Evidence.Windowed(
                List.of(new Evidence.Look(1, 0.3, 0.001), new Evidence.Look(4, 1e-5, 0.002)),
                List.of("a", "b", "c", "batch2"),
                1e-5,
                0.002,
                1,
                1e-4,
                List.of(new Evidence.Moved("fee", 1e-5, 0.4, 0.5)),
                0.25,
                null,
                null);
    }

    /** Alerts and graphs must not take the p-values of an earlier batch for those of this one. */
    @Test
    void aBrokenFeedHasNeitherThresholdNorPValues() {
        decide(1, new Verdict.Stable(windowed()));
        Evidence none = new Evidence.Windowed(List.of(), List.of("batch2"), 1, 0, 1, 1, List.of(), 0.25, null, null);
        decide(
                2,
                new Verdict.Broken(none, List.of(new Fault(Fault.Kind.SCALE, List.of("fee"), 1, "fee: another unit"))));

        assertThat(byTag(Meters.DECISION_THRESHOLD)).isEmpty();
        assertThat(byTag(Meters.DECISION_P_VALUE)).isEmpty();
        assertThat(byTag(Meters.DECISION_SPENT)).isEqualTo(Map.of("", 0.25));
    }

    @Test
    void anOldRecordNamesNoThreshold() {
        show(1, 0.25, "breach");

        assertThat(byTag(Meters.DECISION_THRESHOLD)).isEmpty();
    }

    @Test
    void aBrokenVerdictIsNotOneOfTheInconclusiveRun() {
        MemoryStore store = new MemoryStore(clock);
        JsonRecords records = new JsonRecords();
        List<String> outcomes = List.of("inconclusive", "broken", "inconclusive");
        for (int second = 0; second < outcomes.size(); second++) {
            VerdictRecord verdict =
                    Named.verdict("batch" + second, Instant.ofEpochSecond(second), 0, outcomes.get(second));
            store.putIfAbsent(Keys.record(Keys.VERDICTS, verdict.source()), records.write(verdict));
        }
        VerdictLog log = new VerdictLog(store, records);
        log.refresh();
        new NewestVerdict(log, store, new FlowFiles(), publisher).show();

        assertThat(gauge(Meters.INCONCLUSIVE_RUN)).isEqualTo(1);
    }

    @Test
    void aRunOfInconclusiveVerdictsEndsWithTheFirstThatIsNot() {
        MemoryStore store = new MemoryStore(clock);
        JsonRecords records = new JsonRecords();
        VerdictLog log = new VerdictLog(store, records);
        NewestVerdict newest = new NewestVerdict(log, store, new FlowFiles(), publisher);
        List<String> outcomes = List.of("inconclusive", "warning", "inconclusive", "inconclusive", "inconclusive");
        for (int second = 0; second < outcomes.size(); second++) {
            VerdictRecord verdict =
                    Named.verdict("batch" + second, Instant.ofEpochSecond(second), 0, outcomes.get(second));
            store.putIfAbsent(Keys.record(Keys.VERDICTS, verdict.source()), records.write(verdict));
        }
        log.refresh();
        newest.show();
        assertThat(gauge(Meters.INCONCLUSIVE_RUN)).isEqualTo(3);

        VerdictRecord last = Named.verdict("last", Instant.ofEpochSecond(9), 0);
        store.putIfAbsent(Keys.record(Keys.VERDICTS, last.source()), records.write(last));
        log.refresh();
        newest.show();
        assertThat(gauge(Meters.INCONCLUSIVE_RUN)).isZero();
    }

    /** Otherwise the first event is no increase. */
    @Test
    void everyCounterOfAClosedListIsThereBeforeItsFirstEvent() {
        assertThat(registry.get(Meters.QUARANTINED.meter()).counters()).hasSize(Reason.values().length);
        assertThat(registry.get(Meters.CAUSES.meter()).counters()).hasSize(Cause.values().length);
        assertThat(registry.get(Meters.FEED_FAULTS.meter()).counters()).hasSize(Fault.Kind.values().length);
        assertThat(Stream.of(Meters.BATCHES, Meters.RETRAIN_JOBS, Meters.PROMOTIONS, Meters.DECISIONS, Meters.LABELS)
                        .flatMap(meter -> registry.get(meter.meter()).counters().stream()))
                .hasSizeGreaterThan(12)
                .allMatch(counter -> counter.count() == 0);
    }

    @Test
    void aStoreIsUpThatAnswersWithinAMinute() {
        publisher.asked();
        clock.advance(Duration.ofSeconds(59));
        assertThat(storeUp()).isEqualTo(1);
        publisher.listed(List.of());
        clock.advance(Duration.ofHours(1));
        assertThat(storeUp()).isEqualTo(1);
    }

    @Test
    void aStoreIsDownThatAnswersNothingForAMinuteHoweverOftenItIsAsked() {
        for (int tick = 0; tick < 6; tick++) {
            publisher.asked();
            clock.advance(Duration.ofSeconds(10));
        }
        assertThat(storeUp()).isZero();

        publisher.asked();
        publisher.listed(List.of());
        assertThat(storeUp()).isEqualTo(1);
    }

    @Test
    void challengersThatAwaitApprovalAreCountedUntilTheyAreDecidedOn() {
        Gauge awaiting = registry.get(Meters.RETRAIN_AWAITING.meter()).gauge();
        assertThat(awaiting.value()).as("from the start").isZero();
        Episode requested = Episode.request("champion", "reference", 1, "batch", null, clock.instant());
        Episode waiting = requested.awaitingApproval("challenger", List.of(), clock.instant());

        publisher.episodes(List.of(waiting));
        assertThat(awaiting.value()).isEqualTo(1);

        publisher.episodes(List.of(waiting.withdrawn("the champion was changed meanwhile")));
        assertThat(awaiting.value()).isZero();
    }
}
