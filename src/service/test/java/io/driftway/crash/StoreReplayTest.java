package io.driftway.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.driftway.core.batch.Limits;
import io.driftway.core.decision.Budget;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.ThresholdRule;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.lifecycle.TestTrainer;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.Policy;
import io.driftway.core.pipeline.StoreReplay;
import io.driftway.core.pipeline.StoreReplay.Again;
import io.driftway.format.BatchFormats;
import io.driftway.format.json.Json;
import io.driftway.format.json.JsonRecords;
import io.driftway.support.MemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stores that the stages have filled are decided about again. */
@ExtendWith(Quiet.class)
class StoreReplayTest {

    private static final JsonRecords FORMAT = new JsonRecords();
    private static final Predicate<VerdictRecord> ALL = verdict -> true;
    private static final int MINIMUM_ROWS = 100;

    private static World evidence;
    private static World threshold;

    @BeforeAll
    static void fillStores() {
        evidence = filled(evidence());
        threshold = filled(Policy.of(new ThresholdRule(0, 0.2, MINIMUM_ROWS)));
    }

    private static Policy evidence() {
        return Policy.evidence(new Budget(1, 365, 1), MINIMUM_ROWS);
    }

    /** Batches of every kind, a promotion, and batches of the next term. */
    private static World filled(Policy policy) {
        World world = new World();
        world.policy = policy;
        world.arrives("a-000-small.csv", World.few(17));
        for (int batch = 1; batch <= 16; batch++) {
            world.arrives("a-%03d.csv".formatted(batch), World.batch(batch, batch > 12));
        }
        world.arrives("a-102-constant.csv", constant(World.batch(18, false)));
        world.arrives("a-103-bad.csv", "not,a,batch\n1,2,3\n".getBytes(UTF_8));
        world.arrives("a-104-again.csv", World.batch(5, false));
        Drill drill = new Drill(Life::new);
        drill.evidenceAfter(world, new Life(world, "a", Wire.Cut.NONE));
        for (int batch = 20; batch < 36; batch++) {
            world.arrives("b-%03d.csv".formatted(batch), World.batch(batch, true));
        }
        world.arrives("b-101.csv", World.batch(36, false));
        drill.evidenceAfter(world, new Life(world, "a", Wire.Cut.NONE));
        return world;
    }

    /** A feed that fills one column with the same value. */
    private static byte[] constant(byte[] csv) {
        List<String> lines = new String(csv, UTF_8).lines().toList();
        int column = Arrays.asList(lines.getFirst().split(",", -1)).indexOf("monthly_fee");
        return lines.stream()
                .map(line -> {
                    String[] cells = line.split(",", -1);
                    cells[column] = line.equals(lines.getFirst()) ? cells[column] : "1";
                    return String.join(",", cells);
                })
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(UTF_8);
    }

    private static List<Again> replayed(ObjectStore store, Policy policy, Predicate<VerdictRecord> wanted) {
        List<Again> decided = new ArrayList<>();
        new StoreReplay(
                        store,
                        FORMAT,
                        new Pipeline(new BatchFormats(Limits.STANDARD)),
                        TestTrainer.registry(store, evidence.clock)::load,
                        policy)
                .run(wanted, decided::add);
        return decided;
    }

    private static List<VerdictRecord> recorded(ObjectStore store) {
        return store.list(Keys.VERDICTS).stream()
                .map(version -> FORMAT.read(
                        version.key(), store.get(version.key()).orElseThrow().content(), VerdictRecord.class))
                .toList();
    }

    private static void reproduces(List<Again> decided) {
        assertThat(decided).allSatisfy(again -> assertThat(again.verdict())
                .as(again.recorded().source().name())
                .isEqualTo(again.recorded().verdict()));
    }

    /** A store of its own with the same objects under other ETags, without some of them. */
    private static MemoryStore copied(World world, Predicate<String> without) {
        MemoryStore copy = new MemoryStore(world.clock);
        world.store.list("").stream()
                .map(ObjectStore.Version::key)
                .filter(without.negate())
                .forEach(key ->
                        copy.putIfAbsent(key, world.store.get(key).orElseThrow().content()));
        return copy;
    }

    @Test
    void theStoresHaveVerdictsOfEachKindInTwoTerms() {
        assertThat(recorded(evidence.store)).hasSize(36);
        assertThat(recorded(evidence.store).stream().map(VerdictRecord::outcome))
                .contains("stable", "warning", "breach", "broken", "inconclusive");
        assertThat(recorded(threshold.store).stream().map(VerdictRecord::outcome))
                .contains("stable", "breach", "inconclusive");
        for (World world : List.of(evidence, threshold)) {
            assertThat(recorded(world.store).stream()
                            .map(verdict -> verdict.champion().sequence())
                            .distinct())
                    .contains(1L, 2L);
        }
    }

    @Test
    void underItsOwnSettingsEveryRecordedVerdictIsFoundAgainWithItsEvidence() {
        List<Again> decided = replayed(evidence.store, evidence(), ALL);

        assertThat(decided).hasSize(36).allMatch(Again::same);
        reproduces(decided);
    }

    @Test
    void theRuleOfTheThresholdFindsItsOwnVerdictsToo() {
        List<Again> decided = replayed(threshold.store, Policy.of(new ThresholdRule(0, 0.2, MINIMUM_ROWS)), ALL);

        assertThat(decided).hasSize(36).allMatch(Again::same);
        reproduces(decided);
        assertThat(decided)
                .extracting(again -> again.recorded().decidedAt())
                .as("in the order of time")
                .isSorted();
    }

    @Test
    void theOrderIsThatOfTheLog() {
        List<Again> decided = replayed(evidence.store, evidence(), ALL);

        for (long term : List.of(1L, 2L)) {
            List<Long> positions = decided.stream()
                    .map(Again::recorded)
                    .filter(verdict -> verdict.champion().sequence() == term)
                    .map(VerdictRecord::position)
                    .toList();
            assertThat(positions).isSorted().doesNotContainNull().hasSizeGreaterThan(10);
        }
    }

    @Test
    void aRangeIsDecidedOnAllThatCameBeforeIt() {
        List<Again> all = replayed(evidence.store, evidence(), ALL);
        for (int from : List.of(1, 10, 15, 25)) {
            var first = all.get(from).recorded().decidedAt();

            List<Again> later = replayed(
                    evidence.store, evidence(), verdict -> !verdict.decidedAt().isBefore(first));

            assertThat(later).hasSize(all.size() - from);
            reproduces(later);
        }
    }

    @Test
    void otherSettingsDecideOtherwise() {
        List<Again> byThreshold = replayed(evidence.store, Policy.of(new ThresholdRule(0, 0.05, MINIMUM_ROWS)), ALL);
        List<Again> bySeasons = replayed(evidence.store, Policy.evidence(new Budget(1, 365, 7), MINIMUM_ROWS), ALL);

        assertThat(byThreshold).hasSize(36).anyMatch(again -> !again.same());
        assertThat(byThreshold).extracting(Again::verdict).allMatch(verdict -> verdict.why()
                .isEmpty());
        assertThat(bySeasons).hasSize(36).anyMatch(again -> !again.same());
    }

    @Test
    void batchesThatTheThresholdDecidedAreJudgedTogetherByEvidenceInTheOrderOfTime() {
        List<Again> decided = replayed(threshold.store, evidence(), ALL);

        assertThat(decided)
                .extracting(again -> again.verdict().evidence().window())
                .anyMatch(window -> window > 1);
        assertThat(decided).filteredOn(again -> again.verdict().asks()).isNotEmpty();
        assertThat(decided)
                .as("the same bytes a second time, of which the store has a note")
                .filteredOn(again -> again.recorded().source().name().equals("incoming/a-104-again.csv"))
                .singleElement()
                .satisfies(again -> assertThat(again.verdict().why()).contains(Cause.FEED));
    }

    @Test
    void aBatchThatIsGoneOrOverwrittenIsSaidAndItsCountsStandForIt() {
        MemoryStore store =
                copied(evidence, key -> key.equals("incoming/a-009.csv") || key.equals("incoming/a-013.csv"));
        store.putIfAbsent("incoming/a-013.csv", World.batch(13, false));

        List<Again> decided = replayed(store, evidence(), ALL);

        assertThat(decided).hasSize(36);
        assertThat(decided)
                .filteredOn(again -> again.verdict() == null)
                .extracting(again -> again.recorded().source().name() + ": " + again.obstacle())
                .containsExactly("incoming/a-009.csv: it is gone", "incoming/a-013.csv: it was overwritten");
        reproduces(decided.stream().filter(again -> again.verdict() != null).toList());
    }

    @Test
    void aVerdictThatStandsInTwoPlacesIsOne() {
        MemoryStore store = copied(threshold, key -> false);
        recorded(threshold.store)
                .forEach(verdict ->
                        store.putIfAbsent(Keys.record(Keys.VERDICTS, verdict.batchId()), FORMAT.write(verdict)));

        assertThat(replayed(store, Policy.of(new ThresholdRule(0, 0.2, MINIMUM_ROWS)), ALL))
                .hasSize(36);
    }

    @Test
    void aRecordOfAnEarlierReleaseIsHeldAgainstItsOutcome() {
        MemoryStore store = copied(threshold, key -> key.startsWith(Keys.VERDICTS));
        recorded(threshold.store)
                .forEach(verdict -> store.putIfAbsent(
                        Keys.record(Keys.VERDICTS, verdict.batchId()),
                        FORMAT.write(new VerdictRecord(
                                verdict.batchId(),
                                verdict.source(),
                                verdict.contentSha256(),
                                verdict.champion(),
                                verdict.outcome(),
                                verdict.reason(),
                                verdict.retrain(),
                                verdict.dataset(),
                                verdict.predictions(),
                                verdict.report(),
                                verdict.traceparent(),
                                verdict.version(),
                                verdict.decidedAt()))));

        List<Again> decided = replayed(store, Policy.of(new ThresholdRule(0, 0.2, MINIMUM_ROWS)), ALL);

        assertThat(decided)
                .hasSize(36)
                .allMatch(again -> again.recorded().verdict() == null)
                .allMatch(Again::same);
        assertThat(replayed(store, Policy.of(new ThresholdRule(0, 0.9, MINIMUM_ROWS)), ALL))
                .anyMatch(again -> !again.same());
    }

    @Test
    void labelsWeighInFromWhereTheyWereEntered() throws IOException {
        World world = new World();
        world.arrives("1.csv", World.batch(1, false));
        new Drill(Life::new).evidenceAfter(world, new Life(world, "a", Wire.Cut.NONE));
        enterLabels(world.store);
        world.arrives("2.csv", World.batch(2, false));
        Life life = new Life(world, "a", Wire.Cut.NONE);
        life.start();
        life.poll();

        List<Again> decided = replayed(world.store, evidence(), ALL);

        reproduces(decided);
        assertThat(decided)
                .extracting(again -> again.verdict().why())
                .containsExactly(Optional.empty(), Optional.of(Cause.CONCEPT));
    }

    /** Labels that say that the model does badly, as the second entry. */
    private static void enterLabels(ObjectStore store) throws IOException {
        ObjectStore.Stored page =
                store.get(store.list(Keys.DECISIONS).getFirst().key()).orElseThrow();
        ObjectNode entry = (ObjectNode) Json.MAPPER.readTree(page.content());
        entry.put("position", 2).put("subject", "labels").putNull("counts");
        ArrayNode wealth = ((ObjectNode) entry.get("memory")).putArray("wealth");
        IntStream.range(0, 6).forEach(bettor -> wealth.add(20.0));
        store.putIfMatch(
                page.version().key(),
                (new String(page.content(), UTF_8) + "\n" + entry).getBytes(UTF_8),
                page.version().etag());
    }

    @Test
    void nothingIsWritten() {
        MemoryStore store = copied(evidence, key -> false);
        int before = store.log().size();

        replayed(store, evidence(), ALL);

        assertThat(store.log().subList(before, store.log().size()))
                .isNotEmpty()
                .noneMatch(call -> call.startsWith("put"));
    }
}
