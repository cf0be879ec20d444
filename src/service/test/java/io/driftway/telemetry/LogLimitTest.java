package io.driftway.telemetry;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** On a logging system of its own. */
class LogLimitTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicLong nanos = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LogLimit limit = new LogLimit(nanos::get);
    private final Logger sdk = context.getLogger("com.azure.core.http.netty.NettyAsyncHttpClient");
    private final Logger ours = context.getLogger("io.driftway.stage.FailureStage");

    @BeforeEach
    void aLoggingSystem() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        lines.setContext(context);
        lines.start();
        limit.setContext(context);
        limit.before(lines);
        limit.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(limit);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Map<String, String> pairs(ILoggingEvent line) {
        return line.getKeyValuePairs() == null
                ? Map.of()
                : line.getKeyValuePairs().stream().collect(toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
    }

    /** As an SDK tells of each try, with the number of its connection. */
    private void refused(int connection) {
        sdk.error("[" + UUID.randomUUID() + "-" + connection + "] Connection refused: /127.0.0.1:" + connection);
    }

    private static RuntimeException fullDisk(String file) {
        return new IllegalStateException(
                "a step failed", new UncheckedIOException(new IOException(file + ": No space left on device")));
    }

    @Test
    void anOutageIsALineAMinuteAndTheNextSaysHowManyThereWere() {
        for (int connection = 0; connection < 150; connection++) {
            refused(connection);
        }
        assertThat(lines.list).hasSize(1);

        pass(MINUTE.minusNanos(1));
        refused(1);
        assertThat(lines.list).hasSize(1);
        pass(Duration.ofNanos(1));
        refused(2);
        assertThat(lines.list).hasSize(2);
        assertThat(pairs(lines.list.getLast())).containsEntry("held_back", "150");
        pass(MINUTE);
        refused(3);
        assertThat(pairs(lines.list.getLast())).doesNotContainKey("held_back");
    }

    @Test
    void whatIsHeldBackIsCounted() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        limit.bindTo(registry);
        for (int connection = 0; connection < 10; connection++) {
            refused(connection);
        }

        assertThat(registry.get(Meters.LOG_LINES_HELD_BACK.meter())
                        .functionCounter()
                        .count())
                .isEqualTo(9);
    }

    @Test
    void aNewCauseIsSaidAtOnceInTheMiddleOfAnother() {
        refused(1);
        sdk.error("the response has ended too early", new IOException("closed"));
        sdk.error("the response has ended too early", new IOException("No space left on device"));
        sdk.error("the response has ended too early", new IllegalStateException("closed"));
        sdk.warn("Connection refused");
        context.getLogger("reactor.netty").error("Connection refused");

        assertThat(lines.list).hasSize(6);
    }

    @Test
    void aLineHasNoStackTraceButTheRootCauseAndWhereItWasThrown() {
        for (int file = 0; file < 75; file++) {
            context.getLogger("org.apache.camel.processor.errorhandler.DefaultErrorHandler")
                    .error("Failed delivery for (MessageId: {}-{})", UUID.randomUUID(), file, fullDisk("/tmp/" + file));
        }
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getThrowableProxy()).isNull();
            assertThat(line.getFormattedMessage()).startsWith("Failed delivery for (MessageId: ");
            assertThat(pairs(line))
                    .containsEntry("cause", "java.io.IOException: /tmp/0: No space left on device")
                    .hasEntrySatisfying("at", at -> assertThat(at).contains("LogLimitTest.fullDisk"));
        });
    }

    @Test
    void whatALogStepOfARouteSaysIsNeverHeldBack() {
        for (int batch = 0; batch < 5; batch++) {
            context.getLogger("decide").warn("a batch was judged");
        }
        assertThat(lines.list).hasSize(5);
    }

    @Test
    void ofOursAFaultIsLimitedByItsCauseAndAWarningAboutABatchIsNot() {
        for (int batch = 0; batch < 5; batch++) {
            ours.atError()
                    .addKeyValue("batch", batch)
                    .addKeyValue("cause", "IOException: /store/ledger/" + batch + ": No space left on device")
                    .log("a batch failed and will be tried again");
            ours.atWarn().addKeyValue("batch", batch).log("a batch is quarantined");
            ours.atInfo().addKeyValue("batch", batch).log("a batch has its verdict");
        }
        ours.atError().addKeyValue("cause", "NullPointerException: null").log("a batch failed and will be tried again");

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn("a batch failed and will be tried again"::equals)
                .hasSize(2);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> !message.contains("failed"))
                .hasSize(10);
    }

    /** With more causes than are kept the oldest is forgotten, and is said again rather than lost. */
    @Test
    void soManyCausesAreKeptAndNoMore() {
        for (int round = 0; round < 2; round++) {
            for (int logger = 0; logger < 600; logger++) {
                context.getLogger("library" + logger).warn("something");
            }
        }

        assertThat(lines.list).hasSize(1_200);
    }

    @Test
    void itIsPutBeforeWhateverTheRootLoggerWritesToOnce() {
        LoggerContext another = new LoggerContext();
        another.setMDCAdapter(new LogbackMDCAdapter());
        ListAppender<ILoggingEvent> console = new ListAppender<>();
        console.start();
        ch.qos.logback.classic.Logger root = another.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);

        assertThat(LogLimit.install(another)).isSameAs(LogLimit.install(another));
        for (int i = 0; i < 3; i++) {
            another.getLogger("library").warn("something", new IOException("cut"));
        }
        assertThat(console.list).hasSize(1);
        another.stop();
        assertThat(console.isStarted()).isFalse();
    }
}
