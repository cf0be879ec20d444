package io.driftway.page;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.driftway.support.Browser;
import io.driftway.support.Browser.Scheme;
import io.driftway.support.Browser.Screen;
import io.driftway.support.Program;
import io.driftway.support.SeededStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The list of batches and the features over time, in a real browser, with no history, a little and much. The screenshots stay in target/screenshots. */
class HistoryPagesIT {

    private static final int MUCH = 10_000;

    @TempDir
    private Path folder;

    private int port;
    private List<String> reports = List.of();

    private Program service(int batches) throws IOException {
        port = Program.freePort();
        Path store = folder.resolve("store");
        reports = SeededStore.fill(store, batches);
        Program service = Program.startWarm(
                Map.of(),
                List.of(
                        "run",
                        "--server.port=" + port,
                        "--driftway.store.kind=folder",
                        "--driftway.store.folder=" + store,
                        "--driftway.retrain.launcher=process"));
        await().atMost(PATIENCE)
                .failFast("the service ended", () -> !service.isAlive())
                .until(() -> !Program.answer(port, "/batches").isEmpty());
        await().atMost(PATIENCE).until(() -> !Program.answer(port, "/batches").contains("still being read"));
        return service;
    }

    private String address(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    private void isSoundEverywhere(Browser browser, String path, String name) {
        for (Screen screen : Screen.values()) {
            for (Scheme scheme : Scheme.values()) {
                String shot = (name + "-" + screen + "-" + scheme).toLowerCase(Locale.ROOT);
                browser.use(screen, scheme);
                browser.show(address(path));
                assertThat(browser.barriers()).as(shot).isEmpty();
                assertThat(browser.tooWide()).as(shot).isZero();
                assertThat(browser.cutTexts()).as(shot).isEmpty();
                assertThat(browser.consoleErrors()).as(shot).isEmpty();
                browser.glimpse(shot);
            }
        }
        browser.use(Screen.DESKTOP, Scheme.LIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 12, MUCH})
    void thePagesAreForEveryScreenAndEverybody(int batches) throws IOException {
        try (Program _ = service(batches);
                Browser browser = Browser.open()) {
            isSoundEverywhere(browser, "/batches", "batches-" + batches);
            isSoundEverywhere(browser, "/features", "features-" + batches);
            if (batches == 0) {
                assertThat(browser.text())
                        .contains(
                                "There is no champion yet. Make the first one with driftway publish.",
                                "into " + folder.resolve("store/incoming") + "/");
                return;
            }
            isSoundEverywhere(browser, "/features/feature_6", "feature-" + batches);
            isSoundEverywhere(browser, "/reports/" + reports.getLast(), "seeded-report-" + batches);
        }
    }

    @Test
    void aPersonFindsABatchAndWhatBecameOfItsFeatures() throws IOException {
        try (Program _ = service(MUCH);
                Browser browser = Browser.open()) {
            browser.show(address("/"));
            browser.one("nav a[href='/batches']").click();
            assertThat(browser.all("tbody tr")).hasSize(50);

            browser.one("input[name=name]").sendKeys("REGION-4/");
            browser.one("select[name=outcome] option[value=breach]").click();
            browser.one("select[name=sort] option[value=most-drift]").click();
            browser.one("form button").click();
            assertThat(browser.consoleErrors()).isEmpty();
            assertThat(browser.all("tbody tr td:nth-child(2)").stream().map(WebElement::getText))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("incoming/region-4/"));
            assertThat(browser.all("tbody tr td:nth-child(3)").stream().map(WebElement::getText))
                    .allMatch(outcome -> outcome.startsWith("breach"));

            browser.one("select[name=sort] option[value=newest]").click();
            browser.one("form button").click();
            browser.one("tbody a").click();
            String first = browser.one("h1").getText();
            browser.one("a[rel=prev]").click();
            assertThat(browser.one("h1").getText()).isNotEqualTo(first);
            browser.one("a[rel=next]").click();
            assertThat(browser.one("h1").getText()).isEqualTo(first);

            browser.one(".feature h3 a").click();
            assertThat(browser.one("h1").getText()).isEqualTo(SeededStore.AWKWARD);
            assertThat(browser.all("svg.timeline")).hasSize(3);
            assertThat(browser.all("svg.timeline:first-of-type .dot")).hasSizeGreaterThanOrEqualTo(FeaturePage.BATCHES);
            assertThat(browser.one("#distribution-of + p a").getText()).isEqualTo(first);
            browser.one("a[rel=prev]").click();
            assertThat(browser.one("h1").getText()).isEqualTo(SeededStore.AWKWARD);
            assertThat(browser.all("a[rel=next]")).isNotEmpty();
        }
    }

    @Test
    void aQuarantinedBatchSaysWhatToDo() throws IOException {
        try (Program _ = service(200);
                Browser browser = Browser.open()) {
            browser.show(address("/batches?outcome=quarantined"));
            assertThat(browser.all("tbody tr")).hasSize(2);
            browser.one("tbody a").click();

            assertThat(browser.text())
                    .contains("Quarantined", "line 3, column fee: a quote is not closed", "Close the quote");
            assertThat(browser.barriers()).isEmpty();
        }
    }

    @Test
    void everythingIsReachedByKeysAndReadWithoutScripts() throws IOException {
        try (Program _ = service(200);
                Browser browser = Browser.open()) {
            browser.withoutScripts();
            browser.show(address("/batches"));
            List<String> reached = new ArrayList<>();
            WebElement body = browser.one("body");
            for (int i = 0; i < 12; i++) {
                body.sendKeys(Keys.TAB);
                WebElement focused = browser.driver().switchTo().activeElement();
                reached.add(focused.getTagName() + " " + focused.getDomAttribute("name"));
                body = focused;
            }

            assertThat(reached)
                    .containsSubsequence("a null", "input name", "select outcome", "select champion", "input from");
            browser.one("input[name=name]").sendKeys("customers-0000150", Keys.ENTER);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.all("tbody tr")).hasSize(1));
        }
    }
}
