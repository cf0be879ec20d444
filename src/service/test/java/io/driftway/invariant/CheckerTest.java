package io.driftway.invariant;

import static io.driftway.invariant.Invariant.I10_LIVENESS;
import static io.driftway.invariant.Invariant.I11_NO_SECRET;
import static io.driftway.invariant.Invariant.I12_CONTAINMENT;
import static io.driftway.invariant.Invariant.I13_WINDOWS;
import static io.driftway.invariant.Invariant.I14_BUDGET;
import static io.driftway.invariant.Invariant.I1_NO_LOSS;
import static io.driftway.invariant.Invariant.I2_NO_DUPLICATES;
import static io.driftway.invariant.Invariant.I3_HONEST_VERDICT;
import static io.driftway.invariant.Invariant.I4_ONE_RETRAINING;
import static io.driftway.invariant.Invariant.I5_NO_PHANTOM;
import static io.driftway.invariant.Invariant.I6_SOUND_POINTER;
import static io.driftway.invariant.Invariant.I7_ONE_TRIPLE;
import static io.driftway.invariant.Invariant.I8_POISON_STOPS;
import static io.driftway.invariant.Invariant.I9_METRICS_FOLLOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.decision.Budget;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.crash.Drill;
import io.driftway.crash.Quiet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The checker finds nothing in a good run, and each fault that is planted into what it left behind. */
@ExtendWith(Quiet.class)
class CheckerTest {

    private static Evidence good;

    @BeforeAll
    static void aGoodRun() {
        good = Drill.undisturbed();
    }

    private static List<Invariant> broken(Evidence evidence) {
        return Checker.violations(evidence).stream()
                .map(Violation::invariant)
                .distinct()
                .toList();
    }

    private static String key(String prefix, int index) {
        return good.store().list(prefix).get(index).key();
    }

    private static String text(String key) {
        return new String(good.store().get(key).orElseThrow().content(), UTF_8);
    }

    private static Evidence with(String key, @Nullable String content) {
        return in(new Tampered(good.store()).with(key, content == null ? null : content.getBytes(UTF_8)));
    }

    private static Evidence in(ObjectStore store) {
        return new Evidence(
                store,
                good.account(),
                good.container(),
                good.jobs(),
                good.opened(),
                good.earlier(),
                good.logs(),
                good.scrapes(),
                good.secrets(),
                good.places(),
                good.drained(),
                good.bound(),
                good.budget(),
                good.minimumRows());
    }

    /** A record whose text is changed. */
    private static Evidence edited(String key, String from, String to) {
        String before = text(key);
        assertThat(before).containsPattern(from);
        return with(key, before.replaceFirst(from, to));
    }

    private static String idOfAVerdict() {
        return Keys.id("verdicts/", key("verdicts/", 0));
    }

    private static String verdictThatAsks() {
        return good.store().list("verdicts/").stream()
                .map(ObjectStore.Version::key)
                .filter(key -> text(key).contains("\"retrain\":true"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aGoodRunHasVerdictsAQuarantineAndAPromotionAndBreaksNothing() {
        assertThat(good.store().list("verdicts/")).hasSize(4);
        assertThat(good.store().list("quarantine/")).hasSize(1);
        assertThat(good.store().list("promotions/")).hasSize(2);
        assertThat(good.jobs()).hasSize(1);
        assertThat(good.scrapes()).hasSize(1);
        assertThat(Checker.violations(good)).isEmpty();
    }

    @Test
    void aBatchWithoutAnEndingIsLost() {
        assertThat(broken(with("incoming/forgotten.csv", "a\n1\n"))).containsExactly(I1_NO_LOSS);
        assertThat(broken(with("ledger/" + "a".repeat(64) + "/attempt-1", "{}")))
                .contains(I1_NO_LOSS);
        assertThat(broken(with(key("ended/", 0), null))).contains(I1_NO_LOSS);
    }

    @Test
    void anEndingWhoseCopyIsMissingOrAnotherIsLost() {
        assertThat(broken(with(key("verdicts/", 0), null))).contains(I1_NO_LOSS);
        assertThat(broken(edited(key("quarantine/", 0), "schema_missing", "empty")))
                .contains(I1_NO_LOSS);
    }

    @Test
    void aBatchWithAVerdictAndAQuarantineRecordHasOneTooMany() {
        String id = idOfAVerdict();
        assertThat(broken(with("quarantine/" + id + ".json", "{\"reason\":\"empty\"}")))
                .containsExactly(I1_NO_LOSS);
    }

    @Test
    void aRecordThatChangedIsADuplicate() {
        assertThat(broken(edited(key("verdicts/", 0), "\"version\":\"test\"", "\"version\":\"other\"")))
                .contains(I2_NO_DUPLICATES);
    }

    @Test
    void aVerdictOfAnotherVersionIsADuplicate() {
        assertThat(broken(edited(key("verdicts/", 0), "\"etag\":\"[^\"]+", "\"etag\":\"another")))
                .contains(I2_NO_DUPLICATES);
    }

    @Test
    void aFigureThatIsNotTheRecomputedOneIsNotHonest() {
        String verdict = verdictThatAsks();
        assertThat(broken(edited(verdict, "\"data_drift_value\":(0\\.\\d+)\\d", "\"data_drift_value\":$10")))
                .contains(I3_HONEST_VERDICT);
        assertThat(broken(edited(verdict, "\"content_sha256\":\"..", "\"content_sha256\":\"zz")))
                .contains(I3_HONEST_VERDICT);
        assertThat(broken(with(key("predictions/", 0), "nothing"))).contains(I3_HONEST_VERDICT);
        assertThat(broken(with(key("reports/", 0), null))).contains(I3_HONEST_VERDICT);
    }

    @Test
    void twoJobsForOneRunAreOneTooMany() {
        List<Job> jobs = new ArrayList<>(good.jobs());
        jobs.add(new JobBuilder(good.jobs().getFirst())
                .editMetadata()
                .withName("another")
                .endMetadata()
                .build());
        assertThat(broken(good.withJobs(jobs))).containsExactly(I4_ONE_RETRAINING);
    }

    @Test
    void aVerdictThatAsksInVainIsForgotten() {
        String episode = key("episodes/", 0);
        assertThat(broken(in(new Tampered(good.store())
                        .with(episode, null)
                        .with("promotions/00000002.json", null)
                        .with("champion.json", text("promotions/00000001.json").getBytes(UTF_8)))))
                .contains(I4_ONE_RETRAINING);
    }

    @Test
    void aJobOrAnEpisodeOutOfNothingIsAPhantom() {
        Job phantom = new JobBuilder(good.jobs().getFirst())
                .editMetadata()
                .withName("phantom")
                .withAnnotations(Map.of("driftway.io/episode", "f".repeat(64)))
                .endMetadata()
                .build();
        assertThat(broken(good.withJobs(List.of(phantom)))).containsExactly(I5_NO_PHANTOM);
        assertThat(broken(edited(key("episodes/", 0), "\"batch_id\":\"..", "\"batch_id\":\"zz")))
                .containsExactly(I5_NO_PHANTOM);
    }

    @Test
    void aChampionThatDidNotPassTheGateIsAPhantom() {
        assertThat(broken(edited(key("episodes/", 0), "\"passed\":true", "\"passed\":false")))
                .containsExactly(I5_NO_PHANTOM);
        assertThat(broken(edited(key("episodes/", 0), "\"checks\":\\[.*\\]", "\"checks\":[]")))
                .containsExactly(I5_NO_PHANTOM);
        assertThat(broken(edited(key("episodes/", 0), "\"state\":\"promoted", "\"state\":\"failed")))
                .containsExactly(I5_NO_PHANTOM);
    }

    @Test
    void aPointerToAModelThatIsNotWholeIsNotSound() {
        assertThat(broken(with(key("models/", 0), null))).contains(I6_SOUND_POINTER);
        assertThat(broken(with("champion.json", null))).contains(I6_SOUND_POINTER);
        assertThat(broken(with("promotions/00000001.json", null))).contains(I6_SOUND_POINTER);
        assertThat(broken(edited("champion.json", "\"sequence\":2", "\"sequence\":3")))
                .contains(I6_SOUND_POINTER);
    }

    @Test
    void aVerdictOfAMixtureIsNotOfOneTriple() {
        assertThat(broken(
                        edited(verdictThatAsks(), "\"reference\":\"[0-9a-f]{64}", "\"reference\":\"" + "a".repeat(64))))
                .contains(I7_ONE_TRIPLE);
    }

    @Test
    void aBatchBegunMoreOftenThanCountedOrAllowedDoesNotStop() {
        String id = idOfAVerdict();
        String begun = key("verdicts/", 0).replace("verdicts/", "ledger/").replace(".json", "");
        assertThat(broken(good.withOpened(Map.of(id, 2)))).containsExactly(I8_POISON_STOPS);
        assertThat(broken(with(begun + "/attempt-1", null))).contains(I8_POISON_STOPS);
        assertThat(broken(in(begun(begun, Evidence.DEATHS, 0)))).isEmpty();
        assertThat(broken(in(begun(begun, Evidence.DEATHS + 1, 0)))).containsExactly(I8_POISON_STOPS);
        assertThat(broken(in(begun(begun, Evidence.ATTEMPTS + 1, Evidence.ATTEMPTS))))
                .isEmpty();
        assertThat(broken(in(begun(begun, Evidence.ATTEMPTS + 1, Evidence.ATTEMPTS + 1))))
                .containsExactly(I8_POISON_STOPS);
        assertThat(broken(with(begun + "/charged-2", "{}"))).containsExactly(I8_POISON_STOPS);
        assertThat(broken(with(begun + "/attempt-3", "{}"))).containsExactly(I8_POISON_STOPS);
        assertThat(broken(with(begun + "/released-2", "{}"))).containsExactly(I8_POISON_STOPS);
    }

    private static Tampered begun(String begun, int attempts, int charged) {
        Tampered store = new Tampered(good.store());
        for (int attempt = 1; attempt <= attempts; attempt++) {
            store.with(begun + "/attempt-" + attempt, "{}".getBytes(UTF_8));
            if (attempt <= charged) {
                store.with(begun + "/charged-" + attempt, "{}".getBytes(UTF_8));
            }
        }
        return store;
    }

    @Test
    void aGaugeThatIsNotTheLedgersDoesNotFollow() {
        String scrape = good.scrapes().getFirst();
        for (String gauge : List.of(
                "data_drift_value",
                "drifted_columns_count",
                "missing_value_count",
                "driftway_verdict",
                "driftway_last_verdict_timestamp_seconds",
                "driftway_backlog_batches",
                "driftway_model_info")) {
            assertThat(scrape).containsPattern("(?m)^" + gauge);
            assertThat(broken(good.withOutputs(
                            List.of(), List.of(scrape.replaceAll("(?m)^" + gauge + ".*\\R", "")), List.of())))
                    .as("without " + gauge)
                    .containsExactly(I9_METRICS_FOLLOW);
        }
        assertThat(broken(good.withOutputs(
                        List.of(),
                        List.of(scrape.replaceAll("(?m)^data_drift_value .*", "data_drift_value NaN")),
                        List.of())))
                .containsExactly(I9_METRICS_FOLLOW);
    }

    @Test
    void aBacklogThatStaysIsNotLive() {
        assertThat(broken(good.withDrained(Duration.ofSeconds(2), Duration.ofSeconds(1))))
                .containsExactly(I10_LIVENESS);
    }

    @Test
    void aSecretIsFoundWhereverItIs() {
        String scrape = good.scrapes().getFirst();
        assertThat(broken(good.withOutputs(List.of("it is hush!"), List.of(scrape), List.of("hush"))))
                .containsExactly(I11_NO_SECRET);
        assertThat(broken(good.withOutputs(List.of(), List.of(scrape + "x{y=\"hush\"} 1\n"), List.of("hush"))))
                .containsExactly(I11_NO_SECRET);
        assertThat(broken(good.withOutputs(List.of(), List.of(scrape), List.of("schema_missing"))))
                .containsExactly(I11_NO_SECRET);
    }

    @Test
    void aFileThatIsLeftIsNotContained(@TempDir Path spool) throws IOException {
        assertThat(broken(good.withPlaces(List.of(spool)))).isEmpty();
        Files.writeString(spool.resolve("left"), "");
        assertThat(broken(good.withPlaces(List.of(spool)))).containsExactly(I12_CONTAINMENT);
    }

    /** Has the log with one of its lines changed; null takes it away. */
    private List<Invariant> brokenByLine(int line, UnaryOperator<@Nullable String> change) {
        String page = good.store().list("decisions/").getFirst().key();
        List<String> lines = new ArrayList<>(text(page).lines().toList());
        String changed = change.apply(lines.get(line));
        assertThat(changed).isNotEqualTo(lines.remove(line));
        if (changed != null) {
            lines.add(line, changed);
        }
        return broken(with(page, String.join("\n", lines)));
    }

    private static String placed(long position) {
        return good.store().list("verdicts/").stream()
                .map(ObjectStore.Version::key)
                .filter(key -> text(key).contains("\"position\":" + position))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLogWithAHoleOrARepeatBreaksTheWindows() {
        assertThat(text(key("decisions/", 0)).lines()).hasSize(4);
        assertThat(broken(with(key("decisions/", 0), null))).contains(I13_WINDOWS);
        assertThat(brokenByLine(1, entry -> null)).contains(I13_WINDOWS);
        assertThat(brokenByLine(3, entry -> null)).contains(I13_WINDOWS);
        assertThat(brokenByLine(3, entry -> entry + "\n" + entry)).contains(I13_WINDOWS);
        assertThat(brokenByLine(3, entry -> entry + "\n" + entry.replace("\"position\":4", "\"position\":5")))
                .contains(I13_WINDOWS);
        assertThat(brokenByLine(2, entry -> entry.replaceFirst("\"subject\":\"..", "\"subject\":\"zz")))
                .contains(I13_WINDOWS);
        assertThat(brokenByLine(2, entry -> entry.replaceFirst("\"seen\":3", "\"seen\":4")))
                .contains(I13_WINDOWS);
    }

    @Test
    void aVerdictThatWasNotReachedOnWhatWasBeforeItBreaksTheWindows() {
        String verdict = placed(4);
        assertThat(broken(edited(verdict, "\"batches\":\\[\"..", "\"batches\":[\"zz")))
                .contains(I13_WINDOWS);
        assertThat(broken(edited(verdict, "\"position\":4", "\"position\":3"))).contains(I13_WINDOWS);
        assertThat(broken(edited(verdict, "\"joint_pvalue\":", "\"joint_pvalue\":0.5, \"was\":")))
                .contains(I13_WINDOWS);
        assertThat(broken(edited(verdict, "\"kind\":\"breach\"", "\"kind\":\"warning\"")))
                .contains(I13_WINDOWS);
    }

    @Test
    void aVerdictThatSpendsOtherwiseThanItsLooksBreaksTheBudget() {
        String verdict = placed(4);
        assertThat(broken(edited(verdict, "\"spent\":0\\.0", "\"spent\":0.00"))).contains(I14_BUDGET);
        assertThat(broken(edited(verdict, "\"looks\":\\[\\{[^}]*\\},", "\"looks\":[")))
                .contains(I14_BUDGET);
        assertThat(brokenByLine(3, entry -> entry.replaceFirst("\"spent\":0\\.0", "\"spent\":0.1")))
                .containsExactly(I14_BUDGET);
    }

    @Test
    void moreThanTheBudgetMayNotBeSpent() {
        assertThat(broken(good.withBudget(new Budget(0.5, 365, 1), good.minimumRows())))
                .contains(I14_BUDGET);
    }
}
