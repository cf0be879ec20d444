package io.driftway.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Lets one line a minute through for each cause, so that an outage does not fill the disk. The first line of a cause always passes. The next
 * line of the same cause gives the number of lines that were held back before it ({@value #HELD_BACK}).
 *
 * <p>The limit applies to warnings and errors of the libraries, and to those of Driftway with a {@value #CAUSE}. It does not apply to a warning
 * about one batch or to a log step of a route.
 *
 * <p>No line has a stack trace. It names the root cause and the place that threw it.
 */
public final class LogLimit extends UnsynchronizedAppenderBase<ILoggingEvent> implements MeterBinder {

    static final String HELD_BACK = "held_back";
    static final String CAUSE = "cause";
    private static final String AT = "at";

    private static final String OURS = "io.driftway.";
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MOST_CAUSES = 500;
    /** Words of a text that tell one fault from another; all that follow may be data. */
    private static final int TELLING_WORDS = 12;

    private final LongSupplier nanos;
    private final List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
    private final LongAdder heldBack = new LongAdder();
    private final Map<String, Said> said = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
            return size() > MOST_CAUSES;
        }
    };

    /** When a cause was last said, and how many of its lines were held back since. */
    private static final class Said {
        private final long nanos;
        private long heldBack;

        private Said(long nanos) {
            this.nanos = nanos;
        }
    }

    /** @param nanos a clock that is never set back */
    LogLimit(LongSupplier nanos) {
        this.nanos = nanos;
        setName("limit");
    }

    /** Puts one in front of all that the root logger writes to, or finds the one that is there. */
    public static LogLimit install(LoggerContext context) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        if (root.getAppender("limit") instanceof LogLimit there) {
            return there;
        }
        LogLimit limit = new LogLimit(System::nanoTime);
        limit.setContext(context);
        root.iteratorForAppenders().forEachRemaining(limit.appenders::add);
        limit.appenders.forEach(root::detachAppender);
        limit.start();
        root.addAppender(limit);
        return limit;
    }

    void before(Appender<ILoggingEvent> appender) {
        appenders.add(appender);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder(Meters.LOG_LINES_HELD_BACK.meter(), heldBack, LongAdder::doubleValue)
                .description(Meters.LOG_LINES_HELD_BACK.description())
                .register(registry);
    }

    @Override
    public void stop() {
        super.stop();
        appenders.forEach(Appender::stop);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!isLimited(event)) {
            write(event.getThrowableProxy() == null ? event : withoutTrace(event, 0));
            return;
        }
        long held;
        synchronized (said) {
            String cause = cause(event);
            Said last = said.get(cause);
            if (last != null && nanos.getAsLong() - last.nanos < SILENCE_NANOS) {
                last.heldBack++;
                heldBack.increment();
                return;
            }
            held = last == null ? 0 : last.heldBack;
            said.put(cause, new Said(nanos.getAsLong()));
        }
        write(held == 0 && event.getThrowableProxy() == null ? event : withoutTrace(event, held));
    }

    private void write(ILoggingEvent event) {
        appenders.forEach(appender -> appender.doAppend(event));
    }

    private static boolean isLimited(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN)
                && (isLibrary(event.getLoggerName()) || event.getThrowableProxy() != null || namedCause(event) != null);
    }

    /** The logger of a route's own log step is the route's id, which has no dot. */
    private static boolean isLibrary(String logger) {
        return logger.contains(".") && !logger.startsWith(OURS);
    }

    private static @Nullable String namedCause(ILoggingEvent event) {
        return keyValues(event)
                .filter(pair -> pair.key.equals(CAUSE))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElse(null);
    }

    private static Stream<KeyValuePair> keyValues(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null ? Stream.empty() : pairs.stream();
    }

    /** Who says it, and what of it is the same each time. */
    private static String cause(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        String named = namedCause(event);
        String what = thrown != null
                ? root(thrown).getClassName() + " " + telling(root(thrown).getMessage())
                : telling(event.getMessage()) + " " + telling(named);
        return event.getLevel() + " " + event.getLoggerName() + " " + what;
    }

    /** The plain words of a text: names, numbers, paths and ids have other characters in them. */
    private static String telling(@Nullable String text) {
        return text == null
                ? ""
                : Stream.of(text.split("[\\s\"',;:()\\[\\]{}]+", 100))
                        .filter(word -> word.chars().allMatch(Character::isLetter))
                        .limit(TELLING_WORDS)
                        .collect(Collectors.joining(" "));
    }

    private static IThrowableProxy root(IThrowableProxy thrown) {
        IThrowableProxy root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static ILoggingEvent withoutTrace(ILoggingEvent event, long held) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(event.getLoggerName());
        line.setLoggerContextRemoteView(event.getLoggerContextVO());
        line.setLevel(event.getLevel());
        line.setThreadName(event.getThreadName());
        line.setInstant(event.getInstant());
        line.setMDCPropertyMap(event.getMDCPropertyMap());
        line.setMessage(firstLine(event.getFormattedMessage()));
        if (event.getMarkerList() != null) {
            event.getMarkerList().forEach(line::addMarker);
        }
        List<KeyValuePair> pairs = new ArrayList<>(keyValues(event).toList());
        if (event.getThrowableProxy() != null) {
            IThrowableProxy root = root(event.getThrowableProxy());
            pairs.add(new KeyValuePair(CAUSE, root.getClassName() + ": " + firstLine(root.getMessage())));
            StackTraceElementProxy[] frames = root.getStackTraceElementProxyArray();
            if (frames.length > 0) {
                pairs.add(new KeyValuePair(AT, frames[0].getStackTraceElement().toString()));
            }
        }
        if (held > 0) {
            pairs.add(new KeyValuePair(HELD_BACK, held));
        }
        line.setKeyValuePairs(pairs);
        return line;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
