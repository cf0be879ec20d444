package io.driftway.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.util.FileSystemUtils;

/** Debian's Chromium without a window, as one person at one screen: a profile of its own, and nothing fetched that a test did not ask for. */
public final class Browser implements AutoCloseable {

    /** What it is looked at on. */
    public enum Screen {
        PHONE(390, 844, true),
        DESKTOP(1280, 900, false);

        private final int width;
        private final int height;
        private final boolean touched;

        Screen(int width, int height, boolean touched) {
            this.width = width;
            this.height = height;
            this.touched = touched;
        }
    }

    /** What the person's machine is set to. */
    public enum Scheme {
        LIGHT,
        DARK
    }

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Path AXE = Path.of("src", "service", "test", "npm", "node_modules", "axe-core", "axe.min.js");
    private static final String FAULTS = """
            const done = arguments[arguments.length - 1];
            axe.run(document, {resultTypes: ['violations']}).then(
                found => done(found.violations
                    .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                    .map(fault => `${fault.impact} ${fault.id}: ${fault.help}, in `
                        + fault.nodes.map(node => node.html).join(' and '))),
                broken => done(['axe does not run: ' + broken]));
            """;

    private static final String CUT = """
            const cut = [];
            const wide = document.documentElement.clientWidth;
            const say = (what, element) => cut.push(`${what}: ${element.tagName} ${element.textContent.trim().slice(0, 60)}`);
            for (const element of document.body.querySelectorAll('*')) {
                const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                if (!hasText || element.closest('script, style, title, option')) continue;
                if (getComputedStyle(element.closest('thead') ?? element).clipPath === 'inset(50%)') continue;
                const box = element.getBoundingClientRect();
                if (box.width === 0) continue;
                if (box.left < -0.5 || box.right > wide + 0.5) say('beyond the screen', element);
                if (getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) {
                    say('cut', element);
                }
            }
            for (const picture of document.querySelectorAll('svg')) {
                const boxes = [...picture.querySelectorAll('text')].map(text => [text, text.getBoundingClientRect()]);
                boxes.forEach(([text, box], i) => boxes.slice(i + 1).forEach(([, other]) => {
                    const x = Math.min(box.right, other.right) - Math.max(box.left, other.left);
                    const y = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
                    if (x > 1 && y > 1) say('one on another', text);
                }));
                const marks = [...picture.querySelectorAll('.dot')].map(mark => mark.getBoundingClientRect());
                boxes.filter(([, box]) => marks.some(mark =>
                        Math.min(box.right, mark.right) - Math.max(box.left, mark.left) > 1
                        && Math.min(box.bottom, mark.bottom) - Math.max(box.top, mark.top) > 1))
                    .forEach(([text]) => say('under a mark', text));
            }
            return cut;
            """;

    /** Kept, because a logger that nobody holds forgets its level. It would complain that Selenium is older than Chromium, on which nothing here depends. */
    private static final Logger QUIET = Logger.getLogger("org.openqa.selenium");

    static {
        QUIET.setLevel(Level.SEVERE);
    }

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** On a desktop, light. Where there is no Chromium, the calling test is skipped; under CI it fails. */
    public static Browser open() {
        Optional<File> program = Tool.onThePath("chromium");
        Optional<File> chromedriver = Tool.onThePath("chromedriver");
        if (program.isEmpty() || chromedriver.isEmpty()) {
            return missing(
                    "Chromium with its driver is not installed; ./check does it, or: apt-get install chromium-driver");
        }
        try {
            Path profile = Files.createTempDirectory("chromium");
            LoggingPreferences logged = new LoggingPreferences();
            logged.enable(LogType.BROWSER, Level.ALL);
            ChromeOptions options = new ChromeOptions();
            options.setBinary(program.get());
            options.setCapability(ChromeOptions.LOGGING_PREFS, logged);
            options.addArguments(
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--lang=en",
                    "--user-data-dir=" + profile);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(chromedriver.get())
                    .usingAnyFreePort()
                    .build();
            Browser browser = new Browser(new ChromeDriver(service, options), profile);
            browser.use(Screen.DESKTOP, Scheme.LIGHT);
            return browser;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Browser missing(String what) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            throw new IllegalStateException(what);
        }
        return abort("SKIPPED: " + what);
    }

    /** For what is asked seldom. */
    public ChromeDriver driver() {
        return driver;
    }

    public void use(Screen screen, Scheme scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", screen.width,
                        "height", screen.height,
                        "deviceScaleFactor", 1,
                        "mobile", screen.touched));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of(
                                "name", "prefers-color-scheme", "value", scheme == Scheme.DARK ? "dark" : "light"))));
    }

    /** As somebody who has switched scripts off; takes effect with the next page. */
    public void withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    public void show(String address) {
        driver.get(address);
    }

    /** What a CSS selector finds, in the order of the page. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** The first that a CSS selector finds; it must be there. */
    public WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** The text of the page as it is shown. */
    public String text() {
        return one("body").getText();
    }

    /** What the console has against the pages since this was asked last: errors, also of what could not be loaded or was refused. */
    public List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /**
     * What axe-core finds on the page that keeps people from it: serious and critical, a line each. Not without scripts. Where axe-core is not installed, the calling test is skipped;
     * under CI it fails.
     */
    @SuppressWarnings("unchecked")
    public List<String> barriers() {
        if (!Files.exists(AXE)) {
            missing("axe-core is not installed; ./check does it, or: npm ci --prefix src/service/test/npm");
        }
        try {
            driver.executeScript(Files.readString(AXE));
            return (List<String>) driver.executeAsyncScript(FAULTS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How much wider the page is than the screen, in pixels; 0 for one that needs no scrolling to the side. */
    public long tooWide() {
        return (Long) driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** Which texts are cut, reach over the edge of the screen, or lie on another text or a mark of one picture, a line each. */
    @SuppressWarnings("unchecked")
    public List<String> cutTexts() {
        return (List<String>) driver.executeScript(CUT);
    }

    /** Keeps what the screen shows of the page without scrolling, likewise. */
    public Path glimpse(String name) {
        try {
            return Files.write(
                    Files.createDirectories(SCREENSHOTS).resolve(name + ".png"),
                    driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Keeps the whole page, as far as it goes down, as {@code target/screenshots/<name>.png}. */
    public Path screenshot(String name) {
        Map<?, ?> page = (Map<?, ?>)
                driver.executeCdpCommand("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
        Object image = driver.executeCdpCommand(
                        "Page.captureScreenshot",
                        Map.of(
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x", 0,
                                        "y", 0,
                                        "width", page.get("width"),
                                        "height", page.get("height"),
                                        "scale", 1)))
                .get("data");
        try {
            return Files.write(
                    Files.createDirectories(SCREENSHOTS).resolve(name + ".png"),
                    Base64.getDecoder().decode(String.valueOf(image).getBytes(UTF_8)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        driver.quit();
        FileSystemUtils.deleteRecursively(profile.toFile());
    }
}
