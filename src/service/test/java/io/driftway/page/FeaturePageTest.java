package io.driftway.page;

import static io.driftway.support.Patience.PATIENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ChampionPointer;
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
import io.driftway.support.SettableClock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;

/** The features over time, and the ways between the pages, of a store with reports. */
class FeaturePageTest {

    private static final String HOSTILE = "</h1><script>\"'&";

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords records = new JsonRecords();
    private final Ledger ledger =
            new Ledger(store, records, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final VerdictLog verdicts = VerdictLog.watching(store, records, clock, ledger::hoursAtWork);
    private final EndedBatches history = new EndedBatches(store, records, clock, verdicts, ledger::hoursAtWork);
    private final Pages pages = new Pages(
            store,
            records,
            ledger,
            Optional::empty,
            new StatusPage.Sources(
                    verdicts,
                    new Episodes(store, records),
                    new Champions(store, records),
                    () -> new StatusPage.Inbox(0, clock.instant(), null),
                    _ -> Optional.empty(),
                    Optional::empty),
            history,
            new Pages.Ways(false, "", "store/incoming/"),
            clock);

    private static String column(String name, String method, double value) {
        return String.format(
                Locale.ROOT,
                "{\"name\":%s,\"type\":\"num\",\"method\":\"%s\",\"value\":%s,\"threshold\":0.1,\"drifted\":%s,"
                        + "\"missing_reference\":0,\"missing_current\":25}",
                quoted(name),
                method,
                Double.isNaN(value) ? "null,\"reason\":\"one value only\"" : value,
                value >= 0.1);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\\\"") + "\"";
    }

    private String judge(int number, String... columns) {
        clock.advance(Duration.ofMinutes(1));
        BlobVersion blob = new BlobVersion("a", "c", "incoming/" + number, "0x" + number, 1, clock.instant());
        VerdictRecord verdict = new VerdictRecord(
                blob.batchId(),
                blob,
                "sha",
                new ChampionPointer("model", "reference", "schema", 1, null),
                "stable",
                null,
                false,
                new VerdictRecord.Dataset(1, 0, 0.0, null, 0, 100, 100),
                "predictions",
                Keys.report(blob.batchId(), "model"),
                null,
                "test",
                clock.instant());
        ledger.commit(verdict);
        store.putIfAbsent(
                verdict.report(),
                ("{\"dataset\":{\"tested_columns\":1,\"drifted_columns_count\":0,\"data_drift_value\":0.0,\"missing_value_count\":25,\"rows_reference\":100,\"rows_current\":100},\"columns\":["
                                + String.join(",", columns)
                                + "],\"unseen_category_ratio\":{\"fee\":0.04},\"distributions\":{\"fee\":{\"bins\":[\"0 to 10\",\"10 to 20\"],\"reference\":[75,25],\"current\":[0,"
                                + number + "]}}}")
                        .getBytes(UTF_8));
        return blob.batchId();
    }

    private void judge(int first, int count) {
        for (int i = first; i < first + count; i++) {
            judge(i, column("fee", "wasserstein", i % 2 == 0 ? 0.25 : 0.05));
        }
    }

    private void readHistory() {
        await().atMost(PATIENCE).until(() -> {
            pages.batches(Map.of(), "text/html");
            return history.view().whole();
        });
    }

    private ResponseEntity<String> ask(@Nullable String feature, Map<String, String> parameters, String accept) {
        return pages.features(feature, parameters, accept);
    }

    private String html(@Nullable String feature, Map<String, String> parameters) {
        return String.valueOf(ask(feature, parameters, "text/html").getBody()).replace("&#x3D;", "=");
    }

    /** As openapi.json says it is. */
    private JsonNode json(@Nullable String feature, Map<String, String> parameters) {
        ResponseEntity<String> answer = ask(feature, parameters, "application/json");
        return Described.holds(
                feature == null ? "/features" : "/features/{feature}",
                answer.getStatusCode().value(),
                String.valueOf(answer.getBody()));
    }

    private long reads() {
        synchronized (store) {
            return store.log().stream()
                    .filter(call -> call.startsWith("get reports/"))
                    .count();
        }
    }

    @Test
    void aFeatureShowsItsScoresAgainstTheirThreshold() {
        judge(1, column("fee", "wasserstein", 0.05));
        String last = judge(2, column("fee", "wasserstein", 0.25));

        assertThat(html("fee", Map.of()))
                .contains(
                        "Drifted in 1 of 2 batches. In the newest of them wasserstein: distance 0.250, drift from 0.100 on.",
                        "aria-label=\"Drift of fee by batch\"",
                        "Upwards: wasserstein.",
                        "class=\"dot breach\"",
                        "class=\"dot stable\"",
                        ">25.0 %</td>",
                        ">4.0 %</td>",
                        "href=\"/reports/" + last + "\"",
                        "Distribution of fee. Reference: most in 0 to 10, 75.0 %. Current: most in 10 to 20, 100.0 %.");
    }

    @Test
    void valuesOfTwoMethodsAreShownAsSeverity() {
        judge(1, column("fee", "wasserstein", 0.05));
        judge(2, column("fee", "ks", 0.01));

        assertThat(html("fee", Map.of())).contains("Upwards: severity").doesNotContain("Upwards: ks");
    }

    @Test
    void aBatchThatCouldNotBeTestedHasNoValueAndAReason() {
        judge(1, column("fee", "wasserstein", Double.NaN));

        assertThat(html("fee", Map.of()))
                .contains("it was not tested: one value only.", ">not tested</span>", "class=\"dot inconclusive\"");
        assertThat(json("fee", Map.of()).at("/batches/0/value").isNull()).isTrue();
        assertThat(json("fee", Map.of()).at("/batches/0/reason").asText()).isEqualTo("one value only");
    }

    @Test
    void theChosenBatchIsTheOneWhoseDistributionIsShown() {
        String first = judge(7, column("fee", "wasserstein", 0.05));
        judge(8, column("fee", "wasserstein", 0.05));

        JsonNode chosen = json("fee", Map.of("batch", first));

        assertThat(chosen.at("/distribution/batch").asText()).isEqualTo(first);
        assertThat(chosen.at("/distribution/reference/0").asDouble()).isEqualTo(0.75);
        assertThat(html("fee", Map.of("batch", first))).contains("In <a href=\"/reports/" + first + "\">");
    }

    @Test
    void aPageReadsAHundredReportsOnceAndLeadsToTheOthers() {
        judge(1, 250);
        readHistory();

        JsonNode newest = json("fee", Map.of());

        assertThat(newest.get("batches")).hasSize(100);
        assertThat(newest.at("/batches/99/name").asText()).isEqualTo("incoming/250");
        assertThat(newest.get("newer").isNull()).isTrue();
        assertThat(reads()).as("and that of the chosen batch").isEqualTo(101);
        clock.advance(Duration.ofMinutes(1));
        json("fee", Map.of());
        assertThat(reads()).as("the chosen one alone").isEqualTo(102);

        String older = newest.get("older").asText();
        JsonNode before = json("fee", Map.of("until", older.substring(older.indexOf('=') + 1)));
        assertThat(before.at("/batches/99/name").asText()).isEqualTo("incoming/150");
        assertThat(before.get("newer").asText())
                .endsWith(newest.at("/batches/99/batch").asText());
        JsonNode oldest =
                json("fee", Map.of("batch", before.at("/batches/0/batch").asText()));
        assertThat(oldest.at("/batches/0/name").asText()).isEqualTo("incoming/1");
        assertThat(oldest.get("older").isNull()).isTrue();
    }

    @Test
    void allFeaturesAreListedWithHowOftenTheyDrifted() {
        judge(1, 3);
        judge(4, column("fee", "wasserstein", 0.25), column(HOSTILE, "wasserstein", 0.05));

        assertThat(html(null, Map.of()))
                .contains(
                        "<a href=\"/features/fee?batch=",
                        "2 of 4 batches",
                        "0 of 1 batch<",
                        "<a href=\"/features?name=%3C%2Fh1%3E%3Cscript%3E%22%27%26&amp;batch=")
                .doesNotContain("<script>");
        assertThat(json(null, Map.of()).at("/features/0/drifted_batches").asInt())
                .isEqualTo(2);
        assertThat(html(null, Map.of("name", HOSTILE)))
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void withoutABatchTheListSaysWhatToDo() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(html(null, Map.of()))
                .contains("Put a CSV, gzip or Parquet file into store/incoming/.", "driftway publish"));
    }

    @Test
    void anUnknownFeatureOrBatchIsNotFound() {
        judge(1, 1);
        readHistory();

        assertThat(ask("nothing", Map.of(), "application/json").getStatusCode().value())
                .isEqualTo(404);
        assertThat(json("nothing", Map.of()).get("error").asText())
                .isEqualTo(
                        "No report of these batches has a feature of this name. The features are listed at /features.");
        assertThat(ask("fee", Map.of("until", "x"), "text/html").getStatusCode().value())
                .isEqualTo(404);
        assertThat(ask("fee", Map.of("batch", "x"), "text/html").getStatusCode().value())
                .isEqualTo(404);
    }

    @Test
    void aReportThatCannotBeReadIsNamedAndTheOthersAreShown() {
        judge(1, 2);
        String last = judge(3, column("fee", "wasserstein", 0.25));
        store.failAt(Keys.report(last, "model"));

        assertThat(html("fee", Map.of()))
                .contains("Some reports cannot be read now. The store: ", "the store is not there", "of 2 batches");
        assertThat(json("fee", Map.of()).get("fault").asText()).contains("the store is not there");

        store.failAt("");
        assertThat(json("fee", Map.of()).get("batches")).hasSize(3);
    }

    @Test
    void aReportLeadsToTheBatchesBesideItAndToItsFeatures() {
        String one = judge(1, column("fee", "wasserstein", 0.05));
        String two = judge(2, column("fee", "wasserstein", 0.05));
        clock.advance(Duration.ofMinutes(1));
        BlobVersion bad = new BlobVersion("a", "c", "incoming/bad", "0xb", 1, clock.instant());
        ledger.quarantine(bad, new Rejection(Reason.QUOTE, "bad", "line 3", "a fault", "a remedy"));
        String three = judge(3, column("fee", "wasserstein", 0.05));
        readHistory();

        assertThat(String.valueOf(pages.report(two, "text/html").getBody()).replace("&#x3D;", "="))
                .contains(
                        "<a href=\"/reports/" + one + "\" rel=\"prev\">",
                        "<a href=\"/reports/" + three + "\" rel=\"next\">",
                        "<h3><a href=\"/features/fee?batch=" + two + "\">fee</a></h3>");
        assertThat(pages.report(three, "text/html").getBody()).doesNotContain("rel=\"next\"");
        assertThat(pages.report(bad.batchId(), "text/html").getBody())
                .contains("Quarantined", "line 3: a fault", "a remedy");
        assertThat(pages.report(bad.batchId(), "application/json").getBody()).contains("\"outcome\":\"quarantined\"");
    }

    @Test
    void theListOfBatchesIsAsItIsDescribed() {
        String judged = judge(1, column("fee", "wasserstein", 0.05));
        BlobVersion bad = new BlobVersion("a", "c", "incoming/bad", "0xb", 1, clock.instant());
        ledger.quarantine(bad, new Rejection(Reason.QUOTE, "bad", "line 3", "a fault", "a remedy"));
        ledger.supersede(new BlobVersion("a", "c", "incoming/gone", "0xc", 1, clock.instant()));
        readHistory();

        ResponseEntity<String> all = pages.batches(Map.of(), "application/json");
        JsonNode list = Described.holds("/batches", 200, String.valueOf(all.getBody()));
        assertThat(list.get("batches")).hasSize(3);
        assertThat(list.get("batches"))
                .anyMatch(batch -> batch.get("report").asText().equals("/reports/" + judged));
        ResponseEntity<String> refused = pages.batches(Map.of("page", "none"), "application/json");
        assertThat(refused.getStatusCode().value()).isEqualTo(400);
        assertThat(Described.holds("/batches", 400, String.valueOf(refused.getBody()))
                        .get("error")
                        .asText())
                .startsWith("page=none");
        Described.holds(
                "/reports/{batch}",
                200,
                String.valueOf(pages.report(judged, "application/json").getBody()));
        Described.holds(
                "/reports/{batch}",
                200,
                String.valueOf(pages.report(bad.batchId(), "application/json").getBody()));
        Described.holds(
                "/reports/{batch}",
                404,
                String.valueOf(pages.report("f".repeat(64), "application/json").getBody()));
    }

    @Test
    void theParametersThatAreDescribedAreThoseThatAreUnderstood() {
        JsonNode parameters = Described.document().at("/paths/~1batches/get/parameters");
        for (JsonNode parameter : parameters) {
            for (JsonNode value : parameter.at("/schema/enum")) {
                assertThat(BatchQuery.of(Map.of(parameter.get("name").asText(), value.asText())))
                        .isNotNull();
            }
        }
        assertThat(parameters)
                .extracting(parameter -> parameter.get("name").asText())
                .containsExactly("outcome", "champion", "from", "to", "name", "sort", "page", "size");
        assertThat(Described.document().at("/paths/~1batches/get/parameters/5/schema/enum"))
                .hasSize(BatchQuery.Order.values().length);
    }
}
