package io.driftway.routes;

import static io.driftway.support.Patience.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.driftway.core.decision.Cause;
import io.driftway.core.decision.Evidence;
import io.driftway.core.decision.Verdict;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.StoreFailures;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.Backoff;
import io.driftway.stage.FailedStep;
import io.driftway.stage.FailureStage;
import io.driftway.stage.IngestStage;
import io.driftway.stage.RetrainStage;
import io.driftway.support.MemoryStore;
import io.driftway.support.Named;
import io.driftway.support.SettableClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;

/** The real {@code 9-notify}, called by the real {@code 6-retrain} for a breach that is committed. */
class NotifyRouteTest {

    private static final String RECEIVER = "direct:receiver";

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final JsonRecords format = new JsonRecords();
    private final Ledger ledger =
            new Ledger(store, format, new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
    private final VerdictRecord breach = breach();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Publisher publisher = new Publisher(
            meters,
            new FeatureGauges(meters),
            new ModelInfo(new PrometheusRegistry()),
            new PredictedProbabilities(new PrometheusRegistry()),
            clock);
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final BlockingQueue<Exchange> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Exchange> finished = new LinkedBlockingQueue<>();

    private VerdictRecord breach() {
        VerdictRecord named = Named.verdict("july", clock.instant(), 0.5, "breach");
        return new VerdictRecord(
                named.source().batchId(),
                named.source(),
                named.contentSha256(),
                named.champion(),
                named.outcome(),
                null,
                true,
                named.dataset(),
                List.of(),
                0L,
                named.predictions(),
                named.report(),
                null,
                named.version(),
                named.decidedAt(),
                VerdictRecord.FORMAT,
                new Verdict.Breach(new Evidence.Share(0.5, 0, 0.05, 2, 1, List.of("fee")), Cause.JOINT),
                1L);
    }

    private void start(String uri, Processor receiver) throws Exception {
        Properties settings = new Properties();
        settings.put("driftway.notify.uri", uri);
        settings.put("driftway.retrain.cron", "0 0 0 1 1 ? 2099");
        settings.put("driftway.retrain.launcher", "none");
        camel.getPropertiesComponent().setInitialProperties(settings);
        VerdictLog verdicts = new VerdictLog(store, format);
        camel.getRegistry().bind("records", JsonRecords.mapper());
        camel.getRegistry()
                .bind("failures", new FailureStage(ledger, store, new Backoff(clock), new NoStoreFailures(), () -> {}));
        camel.getRegistry()
                .bind(
                        "retrain",
                        new RetrainStage(
                                verdicts,
                                new Champions(store, format),
                                new Episodes(store, format),
                                new RetrainPolicy(false, Duration.ZERO, 1, 1),
                                clock));
        camel.getRegistry().bind("newest", new NewestVerdict(verdicts, store, new FlowFiles(), publisher));
        camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
        camel.getCamelContextExtension().addInterceptStrategy(new FailedStep());
        for (String file : List.of("0-failures", "6-retrain", "9-notify")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(
                            camel,
                            "file:" + Path.of("routes", file + ".camel.yaml").toAbsolutePath()));
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:batch")
                        .routeConfigurationId("failures")
                        .to("direct:breach")
                        .process(finished::add);
                from(RECEIVER).errorHandler(noErrorHandler()).process(receiver).id("receive");
            }
        });
        camel.start();
        logger().getLoggerContext().resetTurboFilterList();
        logger().setLevel(Level.INFO);
        log.start();
        logger().addAppender(log);
    }

    /** Neither of the store's failures. */
    private static final class NoStoreFailures implements StoreFailures {
        @Override
        public boolean versionGone(Throwable failure) {
            return false;
        }

        @Override
        public boolean isInfrastructure(Throwable failure) {
            return false;
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(FailureStage.class);
    }

    @BeforeEach
    void theBreachIsCommitted() {
        assertThat(ledger.commit(breach)).isTrue();
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        logger().setLevel(null);
        camel.stop();
    }

    private void theBatchEnds() {
        camel.createFluentProducerTemplate()
                .withBody(new Committed(null, breach, true))
                .withExchangeProperty(IngestStage.BLOB, breach.source())
                .to("direct:batch")
                .send();
        assertThat(finished).as("batches that went on to their end").hasSize(1);
    }

    private void isCounted(String result) {
        await().atMost(PATIENCE)
                .until(() -> meters.get("driftway.notifications")
                                .tag("result", result)
                                .counter()
                                .count()
                        == 1);
    }

    @Test
    void whatArrivesIsTheRecordOfTheStoreByteForByte() throws Exception {
        start(RECEIVER, received::add);

        theBatchEnds();

        isCounted("sent");
        Exchange notification = received.take();
        assertThat(notification.getMessage().getBody(byte[].class))
                .isEqualTo(store.get(Keys.record(Keys.VERDICTS, breach.source()))
                        .orElseThrow()
                        .content());
        assertThat(notification.getMessage().getHeaders()).containsOnlyKeys("Content-Type");
    }

    @Test
    void anAddressThatFailsIsLoggedAndCountedOnceAndTheBatchGoesOn() throws Exception {
        start(RECEIVER, exchange -> {
            received.add(exchange);
            throw new IllegalStateException("nobody listens");
        });

        theBatchEnds();

        isCounted("failed");
        assertThat(received).hasSize(1);
        assertThat(log.list).singleElement().satisfies(line -> assertThat(
                        line.getKeyValuePairs().toString())
                .contains("notify-out", "receive", "nobody listens", breach.batchId()));
        assertThat(meters.get("driftway.notifications")
                        .tag("result", "sent")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void aBatchDoesNotWaitForAnAddressThatDoesNotAnswer() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        start(RECEIVER, _ -> answer.await());

        theBatchEnds();

        answer.countDown();
        isCounted("sent");
    }

    @Test
    void whatNobodySetGoesNowhere() throws Exception {
        var settings = new Yaml()
                .<Map<String, Map<String, Map<String, String>>>>load(
                        Files.readString(Path.of("src/service/main/resources/application.yaml")));
        String uri = settings.get("driftway").get("notify").get("uri");
        Logger said = (Logger) LoggerFactory.getLogger("driftway.notify");
        said.setLevel(Level.ALL);
        said.addAppender(log);
        start(uri, received::add);

        theBatchEnds();

        isCounted("sent");
        said.detachAppender(log);
        assertThat(received).isEmpty();
        assertThat(log.list).isEmpty();
    }
}
