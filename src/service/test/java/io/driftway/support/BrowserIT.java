package io.driftway.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URLEncoder;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** That the eyes of the other tests see: a page full of faults has them, and one without has none. */
class BrowserIT {

    private static String page(String content) {
        String html =
                "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>A page</title><main><h1>A page</h1>"
                        + content + "</main></html>";
        return "data:text/html;charset=utf-8," + URLEncoder.encode(html, UTF_8).replace("+", "%20");
    }

    @Test
    void whatIsWrongWithAPageIsSeen() {
        try (Browser browser = Browser.open()) {
            browser.show(page("<p style='color:#ddd;background:#fff'>pale</p><img src='data:,'>"
                    + "<script>console.error('it broke')</script><div style='width:3000px'>wide</div>"));

            assertThat(browser.barriers())
                    .anyMatch(fault -> fault.startsWith("serious color-contrast"))
                    .anyMatch(fault -> fault.startsWith("critical image-alt"));
            assertThat(browser.consoleErrors()).anyMatch(error -> error.contains("it broke"));
            assertThat(browser.tooWide()).isPositive();
        }
    }

    @Test
    void aTextThatIsCutIsSeen() {
        try (Browser browser = Browser.open()) {
            browser.show(
                    page(
                            "<p style='width:5em;overflow:hidden;white-space:nowrap'>a long text in a small box</p>"
                                    + "<p style='position:absolute;left:-2em'>over the edge</p>"
                                    + "<svg viewBox='0 0 100 20'><text x=1 y=10>one</text><text x=4 y=12>two</text><circle class=dot cx=50 cy=10 r=5></circle><text x=48 y=12>three</text></svg><p>whole</p>"));

            assertThat(browser.cutTexts())
                    .containsExactly(
                            "cut: P a long text in a small box",
                            "beyond the screen: P over the edge",
                            "one on another: text one",
                            "under a mark: text three");
        }
    }

    @Test
    void aSoundPageHasNothingAgainstIt() {
        try (Browser browser = Browser.open()) {
            browser.use(Browser.Screen.PHONE, Browser.Scheme.DARK);
            browser.show(
                    page("<p id=p>dark</p><style>@media (prefers-color-scheme: dark) { p { width: 100px } }</style>"));

            assertThat(browser.barriers()).isEmpty();
            assertThat(browser.consoleErrors()).isEmpty();
            assertThat(browser.one("#p").getSize().getWidth()).isEqualTo(100);
            assertThat(browser.tooWide()).isZero();
        }
    }

    @Test
    void aPageCanBeReadWithoutScripts() {
        String content = "<p>plain</p><script>document.body.textContent = 'a script ran'</script>";
        try (Browser browser = Browser.open()) {
            browser.show(page(content));
            assertThat(browser.text()).isEqualTo("a script ran");

            browser.withoutScripts();
            browser.show(page(content));
            assertThat(browser.text()).endsWith("plain");
        }
    }

    @Test
    void aScreenshotIsOfTheWholePage() throws IOException {
        try (Browser browser = Browser.open()) {
            browser.use(Browser.Screen.PHONE, Browser.Scheme.LIGHT);
            browser.show(page("<div style='height:2000px'>long</div>"));

            BufferedImage image = ImageIO.read(browser.screenshot("a-long-page").toFile());

            assertThat(image.getWidth()).isEqualTo(390);
            assertThat(image.getHeight()).isGreaterThan(2000);
        }
    }
}
