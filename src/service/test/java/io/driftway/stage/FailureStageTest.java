package io.driftway.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Reason;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.StoreFailures;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.FolderStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The shipped handling of failures, before a route that fails. */
class FailureStageTest {

    private static final String FAILING = """
            - route:
                id: own
                routeConfigurationId: failures
                from:
                  uri: direct:own
                  steps:
                    - to:
                        id: call-it
                        uri: direct:it
            - route:
                id: it
                routeConfigurationId: caller
                from:
                  uri: direct:it
                  steps:
                    - throwException:
                        id: tell-others
                        exceptionType: java.lang.IllegalStateException
                        message: nobody listens
            """;

    private static final BlobVersion BLOB =
            new BlobVersion("account", "container", "incoming/a.csv", "1", 3, Instant.EPOCH);

    @TempDir
    private Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Ledger ledger;

    @BeforeEach
    void aRouteThatFails() throws Exception {
        ledger = new Ledger(
                new FolderStore(folder),
                new JsonRecords(),
                new ClaimRules("one", 5, 5, Duration.ofSeconds(30)),
                Clock.systemUTC());
        camel.getRegistry()
                .bind(
                        "failures",
                        new FailureStage(
                                ledger,
                                new FolderStore(folder),
                                new Backoff(Clock.systemUTC()),
                                new StoreFailures() {
                                    @Override
                                    public boolean versionGone(Throwable failure) {
                                        return false;
                                    }

                                    @Override
                                    public boolean isInfrastructure(Throwable failure) {
                                        return false;
                                    }
                                },
                                () -> {}));
        camel.getCamelContextExtension().addInterceptStrategy(new FailedStep());
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "0-failures.camel.yaml",
                                Files.readString(Path.of("routes", "0-failures.camel.yaml"))
                                        .split("- route:")[0]),
                        ResourceHelper.fromString("9-own.camel.yaml", FAILING));
        camel.start();
        // A service of another test whose start was refused leaves a filter that lets no line through.
        logger().getLoggerContext().resetTurboFilterList();
        // Nor does it matter to which level another test has set the root.
        logger().setLevel(Level.INFO);
        log.start();
        logger().addAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(FailureStage.class);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        logger().setLevel(null);
        camel.stop();
    }

    private Map<String, Object> said() {
        assertThat(log.list).hasSize(1);
        return log.list.getFirst().getKeyValuePairs().stream()
                .filter(pair -> pair.value != null)
                .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    @Test
    void aStepThatFailsAfterTheEndOfABatchIsSaidNotToBeRetried() {
        ledger.quarantine(BLOB, new Rejection(Reason.values()[0], "incoming/a.csv", "", "wrong", "mend it"));

        camel.createProducerTemplate().sendBodyAndProperty("direct:own", "verdict", IngestStage.BLOB, BLOB);

        assertThat(said())
                .containsEntry("batch", BLOB.batchId())
                .containsEntry("step", "tell-others")
                .containsEntry("cause", "IllegalStateException: nobody listens");
        assertThat(log.list.getFirst().getFormattedMessage())
                .contains("is not retried", "keeps its verdict")
                .doesNotContain("will be tried again");
    }

    @Test
    void aStepThatFailsBeforeTheEndOfABatchIsTriedAgain() {
        camel.createProducerTemplate().sendBodyAndProperty("direct:own", "report", IngestStage.BLOB, BLOB);

        assertThat(said()).containsEntry("batch", BLOB.batchId());
        assertThat(log.list.getFirst().getFormattedMessage()).contains("will be tried again");
    }
}
