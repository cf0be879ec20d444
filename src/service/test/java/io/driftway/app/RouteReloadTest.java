package io.driftway.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Route files that are edited, deleted, and put back. Each look is told what is in the folder. */
class RouteReloadTest {

    private static final String FAILURES = """
            - routeConfiguration:
                id: failures
                onException:
                  - onException:
                      exception:
                        - java.lang.Exception
                      handled:
                        constant: "true"
            """;
    private static final String DECIDE = """
            - route:
                id: decide
                routeConfigurationId: failures
                from:
                  uri: direct:decide
                  steps:
                    - to:
                        id: call-tell
                        uri: direct:tell
            """;
    private static final String TELL = """
            - route:
                id: tell
                from:
                  uri: direct:tell
                  steps:
                    - log:
                        id: say-tell
                        message: told
            """;
    private static final String OWN = TELL.replace("tell", "own");

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Map<String, String> files = new TreeMap<>(Map.of(
            "0-failures.camel.yaml", FAILURES,
            "1-decide.camel.yaml", DECIDE,
            "2-tell.camel.yaml", TELL,
            "9-own.camel.yaml", OWN));

    @TempDir
    private Path folder;

    private RouteReload reload;

    @BeforeEach
    void theRoutesRun() throws Exception {
        camel.getPropertiesComponent().setInitialProperties(new Properties());
        for (var file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
            PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(file.getKey(), file.getValue()));
        }
        camel.start();
        reload = new RouteReload(camel, folder);
        look();
    }

    @AfterEach
    void stop() {
        reload.destroy();
        camel.stop();
    }

    private void look() {
        reload.look(new TreeMap<>(files));
    }

    private void lookTwice() {
        look();
        look();
    }

    private Iterable<String> routes() {
        return camel.getRoutes().stream().map(Route::getId).toList();
    }

    @Test
    void aDeletedFileStopsItsRoutes() {
        files.remove("9-own.camel.yaml");

        lookTwice();

        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell");
    }

    @Test
    void aFileThatIsGoneForAMomentIsBeingWritten() {
        String own = files.remove("9-own.camel.yaml");
        look();
        files.put("9-own.camel.yaml", own);

        lookTwice();

        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell", "own");
    }

    @Test
    void aFileThatIsPutBackStartsAgain() {
        String own = files.remove("9-own.camel.yaml");
        lookTwice();
        files.put("9-own.camel.yaml", own);

        lookTwice();

        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell", "own");
    }

    @Test
    void routesThatOthersNeedGoOn() {
        files.remove("2-tell.camel.yaml");

        lookTwice();

        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell", "own");
    }

    @Test
    void theHandlingOfFailuresGoesOnWhileRoutesNameIt() {
        files.remove("0-failures.camel.yaml");
        lookTwice();
        files.put("9-own.camel.yaml", OWN.replace("told", "told anew"));

        lookTwice();

        assertThat(camel.getRouteConfigurationDefinitions()).hasSize(1);
        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell", "own");
    }

    @Test
    void anEditThatCallsARemovedBeanIsRefusedWithItsFileItsStepAndWhatToDo() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(RouteReload.class);
        // A service of another test whose start was refused leaves a filter that lets no line through.
        logger.getLoggerContext().resetTurboFilterList();
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
        files.put("9-own.camel.yaml", OWN.replace("- log:", "- to: bean:publish?method=own\n        - log:"));

        lookTwice();
        logger.detachAppender(log);
        logger.setLevel(null);

        assertThat(routes()).containsExactlyInAnyOrder("decide", "tell", "own");
        assertThat(log.list).singleElement().satisfies(line -> assertThat(
                        line.getKeyValuePairs().toString())
                .contains("9-own.camel.yaml, step own: the bean publish is no more; delete the step"));
    }

    @Test
    void filesThatNeedEachOtherGoTogether() {
        files.remove("1-decide.camel.yaml");
        files.remove("2-tell.camel.yaml");

        lookTwice();

        assertThat(routes()).containsExactly("own");
    }

    @Test
    void anEmptyFolderIsNoWish() {
        files.clear();

        lookTwice();

        assertThat(routes()).hasSize(3);
    }

    @Test
    void anEditTakesEffectOnceTheFileIsAtRest() {
        files.put("9-own.camel.yaml", OWN.replace("own", "other"));

        look();
        assertThat(routes()).contains("own");
        look();

        assertThat(routes()).contains("other").doesNotContain("own");
    }
}
