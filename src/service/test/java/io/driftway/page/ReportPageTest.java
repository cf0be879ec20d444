package io.driftway.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {

    private static Map<String, Object> column(String name, double value, boolean drifted) {
        return new LinkedHashMap<>(Map.of(
                "name",
                name,
                "type",
                "num",
                "method",
                "wasserstein",
                "value",
                value,
                "threshold",
                0.1,
                "drifted",
                drifted,
                "missing_reference",
                1,
                "missing_current",
                30));
    }

    private static Map<String, Object> report(List<Map<String, Object>> columns) {
        long drifted = columns.stream()
                .filter(c -> Boolean.TRUE.equals(c.get("drifted")))
                .count();
        return new LinkedHashMap<>(Map.of(
                "dataset",
                        Map.of(
                                "tested_columns",
                                columns.size(),
                                "drifted_columns_count",
                                drifted,
                                "data_drift_value",
                                (double) drifted / columns.size(),
                                "missing_value_count",
                                30,
                                "rows_reference",
                                100,
                                "rows_current",
                                1_000),
                "columns", columns,
                "distributions",
                        Map.of(
                                "fee",
                                Map.of(
                                        "bins", List.of("0 to 10", "10 to 20"),
                                        "reference", List.of(75, 25),
                                        "current", List.of(0, 100)))));
    }

    private static String page(Map<String, Object> report) {
        return ReportPage.of("july.csv", report, verdict(report));
    }

    /** As the rule of the threshold would decide; the page shows it and computes nothing. */
    private static Verdict verdict(Map<String, Object> report) {
        JsonPart dataset = JsonPart.of(report).part("dataset");
        int tested = (int) dataset.count("tested_columns");
        int drifted = (int) dataset.count("drifted_columns_count");
        Evidence evidence = new Evidence.Share(
                tested == 0 ? null : dataset.number("data_drift_value"), 0, 0.05, tested, drifted, List.of());
        if (tested == 0) {
            return new Verdict.Inconclusive(evidence, Verdict.NOTHING_TESTED);
        }
        if (drifted > 0) {
            return new Verdict.Breach(evidence, null);
        }
        return tested < JsonPart.of(report).parts("columns").size()
                ? new Verdict.Inconclusive(evidence, Verdict.UNDEFINED_COLUMNS)
                : new Verdict.Stable(evidence);
    }

    @Test
    void theVerdictIsASentenceAndWhatDecidedStandsBelow() {
        assertThat(page(report(List.of(column("fee", 0.4, true), column("age", 0.01, false)))))
                .contains("<span class=\"breach\">Drift.</span> 1 of 2 columns have drifted.")
                .contains("data_drift_value, is 0.500; more than 0.050 is a breach.");
        assertThat(page(report(List.of(column("age", 0.01, false)))))
                .contains("<span class=\"stable\">Stable.</span> 0 of 1 columns have drifted.");
    }

    @Test
    void noAnswerIsNotSaidToBeNoDrift() {
        Map<String, Object> untested = column("fee", 0, false);
        untested.remove("value");
        untested.put("reason", "the current has no values in this column");
        Map<String, Object> report = report(List.of(untested));
        report.put("dataset", Map.of("tested_columns", 0, "rows_reference", 100, "rows_current", 1_000));

        assertThat(page(report))
                .contains("Inconclusive.", "that is not the same as no drift")
                .contains("Not tested: fee (the current has no values in this column).");
    }

    @Test
    void columnsThatCouldHaveChangedTheAnswerMakeItInconclusive() {
        Map<String, Object> untested = column("fee", 0, false);
        untested.remove("value");
        untested.put("reason", "the current has no such column");
        Map<String, Object> report = report(List.of(untested, column("age", 0.01, false)));
        report.put(
                "dataset",
                Map.of(
                        "tested_columns",
                        1,
                        "drifted_columns_count",
                        0,
                        "data_drift_value",
                        0.0,
                        "rows_reference",
                        100,
                        "rows_current",
                        1_000));

        assertThat(page(report))
                .contains("Inconclusive.", "Columns that could not be tested could have changed the answer")
                .contains("Not tested: fee (the current has no such column).");
    }

    @Test
    void aChartIsDescribedForWhoDoesNotSeeIt() {
        assertThat(page(report(List.of(column("fee", 0.4, true)))))
                .contains("role=\"img\"")
                .contains(
                        "Distribution of fee. Reference: most in 0 to 10, 75.0 %. Current: most in 10 to 20, 100.0 %.");
    }

    /** Severe and not used, less severe and used a lot: the second tells more. */
    @Test
    void featuresAreRankedBySeverityTimesImportance() {
        Map<String, Object> report =
                report(List.of(column("unused", 0.9, true), column("used", 0.3, true), column("calm", 0.01, false)));
        report.put(
                "importance",
                Map.of("unused", Map.of("mean", 0.0), "used", Map.of("mean", 0.1), "calm", Map.of("mean", 0.1)));

        assertThat(page(report)).containsSubsequence("<h3>used</h3>", "<h3>calm</h3>", "<h3>unused</h3>");
        report.remove("importance");
        assertThat(page(report)).containsSubsequence("<h3>unused</h3>", "<h3>used</h3>", "<h3>calm</h3>");
    }

    @Test
    void aTinyChanceIsOneInSoManyAndNeverZero() {
        assertThat(List.of(1.0, 0.05, 0.001, 0.0001, 1.1e-5, 1e-300, 0.0))
                .extracting(Shown::chance)
                .containsExactly(
                        "1.0", "0.050", "0.0010", "1 in 10,000", "1 in 90,909", "below 1 in 10^12", "below 1 in 10^12");
        assertThat(Shown.chance(Double.NaN)).isEqualTo("–");
    }

    /** Both methods said 0: the p-value is one that was too small to be told from it, the distance is none. */
    @Test
    void aPValueOfZeroIsAChanceAndADistanceOfZeroIsNone() {
        Map<String, Object> tested = column("fee", 0, true);
        tested.put("method", "ks");
        tested.put("threshold", 0.05);

        assertThat(page(report(List.of(tested, column("age", 0, false)))))
                .contains("ks: p-value below 1 in 10^12, drift below 0.050")
                .contains("wasserstein: distance 0.000, drift from 0.100 on")
                .contains("data-of=\"Value\">below 1 in 10^12<", "data-of=\"Value\">0.000<");
    }

    @Test
    void aNameIsTextWhateverItHolds() {
        String hostile = "<script>alert(1)</script>\"'&";
        Map<String, Object> report = report(List.of(column(hostile, 0.4, true)));
        report.put(
                "distributions",
                Map.of(
                        hostile,
                        Map.of("bins", List.of("</title>" + hostile), "reference", List.of(1), "current", List.of(2))));

        assertThat(ReportPage.of(hostile, report, verdict(report))).doesNotContain("<script", "</title>\"", "\"'&\"");
    }

    @Test
    void whatAnOlderReleaseDidNotWriteIsNotShown() {
        Map<String, Object> older = report(List.of(column("fee", 0.4, true)));
        older.remove("distributions");

        assertThat(page(older)).contains("<h3>fee</h3>").doesNotContain("<svg", "Expected performance", "Predictions");
    }

    @Test
    void itNeedsNothingBesideItAndIsSmallHoweverManyColumnsThereAre() {
        List<Map<String, Object>> columns = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            columns.add(column("a-column-with-a-rather-long-name-" + i, i / 5_000.0, i > 500));
        }
        String page = page(report(columns));

        assertThat(page.getBytes(UTF_8)).hasSizeLessThan(1_000_000);
        assertThat(page).contains("4,000 less telling columns");
        assertThat(Pattern.compile("(src|href)=\"(?!/)|url\\(|@import|<script")
                        .matcher(page)
                        .results())
                .isEmpty();
    }
}
