package io.driftway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.EndedBatch;
import io.driftway.core.ledger.EndedBatches;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class BatchesPageTest {

    private static final List<String> START = List.of("Put a file into store/incoming/.");

    private static EndedBatch batch(int number, String name, String outcome) {
        boolean judged = BatchQuery.OUTCOMES.indexOf(outcome) < 5;
        return new EndedBatch(
                "%064x".formatted(number),
                name,
                outcome,
                "too_few_rows",
                Instant.parse("2026-03-02T00:00:00Z").plusSeconds(number),
                judged ? "0123456789abcdef" : "",
                judged ? 2 : 0,
                1_234,
                0.25,
                Double.NaN,
                5,
                20);
    }

    private static List<EndedBatch> many(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> batch(i, "incoming/" + i + ".csv", "stable"))
                .toList();
    }

    private static String html(Map<String, String> query, EndedBatches.View view, String away) {
        // Mustache escapes it for a browser, which reads it all the same.
        return BatchesPage.html(BatchQuery.of(query), view, away, START, List.of())
                .replace("&#x3D;", "=");
    }

    private static String html(Map<String, String> query, EndedBatch... batches) {
        return html(query, new EndedBatches.View(List.of(batches), batches.length, true), "");
    }

    @Test
    void withoutABatchItSaysWhatToDo() {
        assertThat(html(Map.of())).contains("Put a file into store/incoming/.").doesNotContain("<form", "<table");
    }

    /** There may be batches that nobody has read yet. */
    @Test
    void beforeTheStoreHasAnsweredItDoesNotSayThatThereIsNone() {
        assertThat(html(Map.of(), new EndedBatches.View(List.of(), 0, false), "Nothing is known yet."))
                .contains("Nothing is known yet.")
                .doesNotContain("Put a file", "History is still being read");
    }

    @Test
    void whileHistoryIsReadItSaysHowFar() {
        assertThat(html(Map.of(), new EndedBatches.View(many(3), 1_000, false), ""))
                .contains(
                        "History is still being read, the newest batches first: 3 of 1,000 batches so far.",
                        "incoming/3.csv");
    }

    @Test
    void whenNotAllAreHeldItSaysSinceWhenTheyAre() {
        assertThat(html(Map.of(), new EndedBatches.View(many(3), 1_000, true), ""))
                .contains("the newest 3 of 1,000 batches", "ended on 2026-03-02 00:00:01 UTC");
    }

    @Test
    void aNameIsTextWhateverItHolds() {
        assertThat(html(Map.of("name", "\"><script>"), batch(1, "\"><script>alert(1)</script>", "stable")))
                .contains("value=\"&quot;&gt;&lt;script&gt;\"", "&quot;&gt;&lt;script&gt;alert")
                .doesNotContain("<script");
    }

    @Test
    void eachEndingHasItsFiguresAndLeadsToWhatIsKnownOfIt() {
        assertThat(html(Map.of(), batch(1, "one", "inconclusive")))
                .contains(
                        "href=\"/reports/" + "0".repeat(63) + "1\"",
                        ">inconclusive</span> <small>too few rows</small>",
                        ">0.250</td>",
                        ">5 of 20</td>",
                        ">1,234</td>",
                        "<code>0123456789ab</code>");
        assertThat(html(Map.of(), batch(2, "two", "quarantined")))
                .contains("href=\"/reports/" + "0".repeat(63) + "2\"", "<code>–</code>");
        assertThat(html(Map.of(), batch(3, "three", "superseded"))).doesNotContain("/reports/");
    }

    @Test
    void aPageLeadsToThoseBesideIt() {
        EndedBatches.View view = new EndedBatches.View(many(101), 101, true);

        assertThat(html(Map.of(), view, ""))
                .contains("Page 1 of 3", "<a href=\"/batches?page=2\" rel=\"next\">")
                .doesNotContain("rel=\"prev\"");
        assertThat(html(Map.of("page", "3", "sort", "oldest"), view, ""))
                .contains("<a href=\"/batches?sort=oldest&amp;page=2\" rel=\"prev\">", "incoming/101.csv")
                .doesNotContain("rel=\"next\"");
        assertThat(html(Map.of("page", "9"), view, ""))
                .contains("The list ends before this page.", "<a href=\"/batches?page=3\">");
    }

    @Test
    void whereNothingMatchesItSaysHowToSeeAll() {
        assertThat(html(Map.of("name", "nowhere"), batch(1, "one", "stable")))
                .contains("0 of 1 batch.", "No batch matches.", "<a href=\"/batches\">Show all batches</a>");
    }

    @Test
    void theFormHoldsTheQuestion() {
        assertThat(html(
                        Map.of("outcome", "stable", "champion", "0123", "from", "2026-03-01"),
                        batch(1, "one", "stable")))
                .contains(
                        "<option value=\"stable\" selected>",
                        "<option value=\"0123\" selected>0123</option>",
                        "<option value=\"0123456789abcdef\">0123456789ab, promotion 2</option>",
                        "value=\"2026-03-01\"");
    }

    @Test
    void theObjectForProgramsHasNullWhereThereIsNoFigure() {
        EndedBatches.View view = new EndedBatches.View(List.of(batch(2, "two", "quarantined")), 1, true);

        Map<String, Object> json = BatchesPage.json(BatchQuery.of(Map.of()), view, "away");

        assertThat(json)
                .containsEntry("matching", 1)
                .containsEntry("pages", 1)
                .containsEntry("whole", true)
                .containsEntry("fault", "away");
        assertThat(json.get("batches"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("outcome", "quarantined")
                .containsEntry("reason", "too_few_rows")
                .containsEntry("model", null)
                .containsEntry("rows", null)
                .containsEntry("chance", null)
                .containsEntry("report", null);
    }
}
