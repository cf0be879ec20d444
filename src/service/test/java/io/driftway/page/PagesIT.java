package io.driftway.page;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftway.demo.GeneratedData;
import io.driftway.support.Browser;
import io.driftway.support.Browser.Scheme;
import io.driftway.support.Browser.Screen;
import io.driftway.support.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** What a person sees after a demo, in a real browser. The screenshots stay in target/screenshots. */
class PagesIT {

    private static final int PORT = Program.freePort();
    private static final String ADDRESS = "http://127.0.0.1:" + PORT;
    private static final int BATCHES = 10;

    @TempDir
    private static Path folder;

    private static Program demo;

    @BeforeAll
    static void aDemo() throws IOException {
        demo = Program.startWarm(
                Map.of(),
                List.of(
                        "demo",
                        "--batches",
                        String.valueOf(BATCHES),
                        "--interval",
                        "0",
                        "--dir",
                        folder.toString(),
                        "--port",
                        String.valueOf(PORT)));
        await().atMost(PATIENCE)
                .failFast("the demo ended", () -> !demo.isAlive())
                .until(() -> demo.output().contains("Still serving"));
        Path aside = folder.resolve("aside.csv");
        Files.writeString(aside, "<b>no</b>,header\n1,2\n");
        Files.move(aside, folder.resolve("store/incoming/<i>broken.csv"));
        await().atMost(PATIENCE).until(() -> {
            try (Browser browser = Browser.open()) {
                browser.show(ADDRESS);
                return browser.text().contains("schema_missing");
            }
        });
    }

    @AfterAll
    static void stop() {
        demo.close();
    }

    private static void isSound(Browser browser, String name) {
        assertThat(browser.barriers()).as(name).isEmpty();
        assertThat(browser.tooWide()).as(name).isZero();
        assertThat(browser.cutTexts()).as(name).isEmpty();
        assertThat(browser.consoleErrors()).as(name).isEmpty();
        browser.screenshot(name);
        // For the README.
        browser.glimpse(name + "-glimpse");
    }

    private static void everywhere(String address, String name) {
        try (Browser browser = Browser.open()) {
            for (Screen screen : Screen.values()) {
                for (Scheme scheme : Scheme.values()) {
                    browser.use(screen, scheme);
                    browser.show(address);
                    isSound(browser, (name + "-" + screen + "-" + scheme).toLowerCase(java.util.Locale.ROOT));
                }
            }
        }
    }

    private static String aReportOf(String outcome) {
        try (Browser browser = Browser.open()) {
            browser.show(ADDRESS);
            return browser.all("svg.timeline a").stream()
                    .filter(point -> point.getDomAttribute("aria-label").contains(": " + outcome))
                    .findFirst()
                    .map(point -> ADDRESS + point.getDomAttribute("href"))
                    .orElseThrow();
        }
    }

    @Test
    void theStatusPageTellsTheStoryOfTheDemo() {
        try (Browser browser = Browser.open()) {
            browser.show(ADDRESS);

            assertThat(browser.all("svg.timeline .dot")).hasSizeGreaterThanOrEqualTo(BATCHES);
            assertThat(browser.all("svg.timeline .threshold")).hasSize(1);
            assertThat(browser.all("h2").stream().map(WebElement::getText))
                    .containsExactly("Verdicts", "Champions", "Retraining", "Quarantine");
            assertThat(browser.text())
                    .contains("promotion 2", "Backlog\n0", "promoted", "schema_missing", "<i>broken.csv")
                    .contains("drift asked for it and the challenger passed the gate");
        }
    }

    @Test
    void theStatusPageIsForEveryScreenAndEverybody() {
        everywhere(ADDRESS, "status");
    }

    @Test
    void aReportIsForEveryScreenAndEverybody() {
        everywhere(aReportOf("breach"), "report");
    }

    @Test
    void aReportShowsWhatMovedWithWhatItMeans() {
        try (Browser browser = Browser.open()) {
            browser.show(aReportOf("breach"));

            assertThat(browser.one(".lead").getText())
                    .matches("Breach\\. .+ moved \\(.+ chance .+\\)\\..+ Retraining is asked for\\.");
            assertThat(browser.all(".feature svg")).hasSizeGreaterThan(10);
            assertThat(browser.all(".feature .breach").getFirst().getText()).isEqualTo("drifted");
            assertThat(browser.text())
                    .contains(
                            "What decided",
                            "Predictions",
                            "What moved the predictions",
                            "Expected performance",
                            "It asks for retraining",
                            "Trace: ",
                            "Model: ");
            assertThat(browser.all("td[data-of=Threshold]")).hasSameSizeAs(browser.all(".feature"));
            assertThat(browser.all("td[data-of=Move]")).hasSameSizeAs(browser.all(".feature"));
            browser.one("footer a[href='/']").click();
            assertThat(browser.one("h1").getText()).isEqualTo("Driftway");
        }
    }

    @Test
    void bothAreReadWithoutScripts() {
        String report = aReportOf("breach");
        try (Browser browser = Browser.open()) {
            browser.withoutScripts();
            browser.show(ADDRESS);
            assertThat(browser.text()).contains("Verdicts", "promotion 2");
            browser.show(report);
            assertThat(browser.text()).contains("have moved");
        }
    }

    @Test
    void aNewVerdictAppearsWhileThePageIsOpen() throws IOException {
        try (Browser browser = Browser.open()) {
            browser.show(ADDRESS);
            browser.driver().executeScript("window.stillTheSamePage = true");
            Path aside = folder.resolve("late.csv");
            Files.write(aside, new GeneratedData(500, 99).batch(77, false, false));
            Files.move(aside, folder.resolve("store/incoming/late.csv"));

            await().atMost(PATIENCE).until(() -> browser.one("#live").getText().contains("incoming/late.csv"));
            assertThat(browser.driver().executeScript("return window.stillTheSamePage"))
                    .isEqualTo(true);
            assertThat(browser.consoleErrors()).isEmpty();
        }
    }

    @Test
    void theReportOfTwoFilesIsAFileThatNeedsNothingBesideIt() throws IOException {
        Path report = folder.resolve("report.html");
        Path june = Files.write(folder.resolve("june.csv"), new GeneratedData(2_000, 3).batch(1, false, false));
        Path july = Files.write(folder.resolve("july.csv"), new GeneratedData(2_000, 3).batch(2, true, false));
        try (Program compare = Program.startWarm(
                Map.of(),
                List.of(
                        "compare",
                        "--reference",
                        june.toString(),
                        "--current",
                        july.toString(),
                        "--format",
                        "html",
                        "--out",
                        report.toString()))) {
            assertThat(compare.exitCode()).as(compare.output()).isZero();
        }

        try (Browser browser = Browser.open()) {
            browser.show(report.toUri().toString());

            assertThat(browser.one("h1").getText()).isEqualTo("july.csv against june.csv");
            assertThat(browser.driver().executeScript("return performance.getEntriesByType('resource').length"))
                    .isEqualTo(0L);
        }
        everywhere(report.toUri().toString(), "compare");
    }

    @Test
    void programsAreAnsweredAsItIsDescribed() throws IOException, InterruptedException {
        JsonNode batches = json("/batches", "/batches");
        assertThat(batches.get("batches")).hasSizeGreaterThan(BATCHES);
        for (JsonNode batch : batches.get("batches")) {
            if (!batch.get("report").isNull()) {
                json("/reports/{batch}", batch.get("report").asText());
            }
        }
        JsonNode features = json("/features", "/features");
        assertThat(features.get("features")).hasSizeGreaterThan(10);
        for (JsonNode feature : features.get("features")) {
            json("/features/{feature}", feature.get("address").asText());
        }
        assertThat(new ObjectMapper().readTree(ask("/openapi.json").body())).isEqualTo(Described.document());
    }

    private static JsonNode json(String path, String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(address);
        return Described.holds(path, answer.statusCode(), answer.body());
    }

    private static HttpResponse<String> ask(String address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(ADDRESS + address))
                            .header("Accept", "application/json")
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void theHistoryOfTheDemoIsForEveryScreenAndEverybody() {
        everywhere(ADDRESS + "/batches", "batches");
        everywhere(ADDRESS + "/features", "features");
        everywhere(ADDRESS + "/features/tenure_months", "feature");
    }
}
