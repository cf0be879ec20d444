package io.driftway.telemetry;

import static java.util.Map.entry;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.labels.LabelRefresh;
import io.driftway.core.ledger.Champion;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.LabelFileRecord;
import io.driftway.core.ledger.RefusedChampion;
import io.driftway.core.pipeline.Committed;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.WholeInbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.component.bean.BeanEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Tells the {@link Publisher} about successful steps of the routes. It listens for each successful call, in a route or in a Kamelet, so a step
 * that moves keeps its metrics. Camel logs a failure in this class; it fails no batch.
 */
public final class RouteEvents extends EventNotifierSupport {

    /** The exchange property that holds the episode of a launch, or of a look at a Job. */
    public static final String EPISODE = "episode";

    /** The exchange property that says what became of the messages of a tick. */
    private static final String HINTS = "hints";

    private static final String LIST = "direct:list";
    private static final String NOTIFY = "direct:notify-out";

    private final Publisher publisher;
    private final Map<String, Consumer<Exchange>> told;

    public RouteEvents(Publisher publisher) {
        this.publisher = publisher;
        this.told = Map.ofEntries(
                entry(LIST, done -> publisher.listed(all(done, BlobVersion.class))),
                entry("bean:queue.receive", done -> publisher.received(done.getProperty(HINTS, Hints.Sorted.class))),
                entry("bean:turns.listed", this::pending),
                entry("bean:decide.commit", done -> publisher.verdict(body(done, Committed.class))),
                entry("bean:failures.quarantine", done -> publisher.quarantined(body(done, Rejection.class))),
                entry("bean:failures.quarantineLabels", done -> publisher.labelsRefused(body(done, Rejection.class))),
                entry(NOTIFY, _ -> publisher.notified(true)),
                entry("direct:launch", this::launched),
                entry("bean:retrain.started", done -> publisher.jobCreated(body(done, Episode.class))),
                entry("bean:retrain.all", done -> publisher.episodes(all(done, Episode.class))),
                entry("direct:job-state", this::watched),
                entry("bean:retrain.failed", done -> publisher.jobFailed(body(done, Episode.class))),
                entry("bean:promote.notice", this::noticed),
                entry("bean:labels.join", this::joined),
                entry("bean:labels.refresh", this::refreshed));
        setIgnoreCamelContextInitEvents(true);
        setIgnoreCamelContextEvents(true);
        setIgnoreRouteEvents(true);
        setIgnoreServiceEvents(true);
        setIgnoreStepEvents(true);
        setIgnoreExchangeCreatedEvent(true);
        setIgnoreExchangeCompletedEvent(true);
        setIgnoreExchangeFailedEvents(true);
        setIgnoreExchangeRedeliveryEvents(true);
        setIgnoreExchangeAsyncProcessingStartedEvents(true);
    }

    /** Returns the calls that are listened for: {@code direct:} and a name, or {@code bean:}, its name, and its method. */
    public Set<String> calls() {
        return told.keySet();
    }

    @Override
    public void notify(CamelEvent event) {
        switch (event) {
            case ExchangeSendingEvent asked when LIST.equals(call(asked.getEndpoint())) -> publisher.asked();
            case ExchangeSentEvent sent
            when hasSucceeded(sent.getExchange()) ->
                told.getOrDefault(call(sent.getEndpoint()), _ -> {}).accept(sent.getExchange());
            case ExchangeSentEvent failed when NOTIFY.equals(call(failed.getEndpoint())) -> publisher.notified(false);
            default -> {
                // Nobody asks for it.
            }
        }
    }

    private static boolean hasSucceeded(Exchange exchange) {
        ExchangeExtension state = exchange.getExchangeExtension();
        return exchange.getException() == null && !(state.isErrorHandlerHandledSet() && state.isErrorHandlerHandled());
    }

    /** Without the arguments, which a route may write in several ways. */
    private static String call(Endpoint endpoint) {
        if (endpoint instanceof BeanEndpoint bean && bean.getMethod() != null) {
            return "bean:" + bean.getBeanName() + "." + bean.getMethod().replaceAll("\\(.*", "");
        }
        return endpoint.getEndpointBaseUri().replace("://", ":");
    }

    private static <T> T body(Exchange exchange, Class<T> type) {
        return type.cast(exchange.getMessage().getBody());
    }

    private static <T> List<T> all(Exchange exchange, Class<T> type) {
        return ((Collection<?>) exchange.getMessage().getBody())
                .stream().map(type::cast).toList();
    }

    private void pending(Exchange done) {
        List<BlobVersion> pending = new ArrayList<>(all(done, BlobVersion.class));
        List<?> large = done.getProperty(LargeBatches.WAITING, List.of(), List.class);
        large.forEach(blob -> pending.add((BlobVersion) blob));
        if (done.getProperty(WholeInbox.BY_NAME, false, Boolean.class)) {
            publisher.alsoPending(pending);
        } else {
            publisher.backlog(pending);
        }
    }

    private void launched(Exchange done) {
        if (done.getMessage().getBody() instanceof JobState.Refused refused) {
            publisher.jobRefused(episode(done), refused);
        }
    }

    private void watched(Exchange done) {
        switch (body(done, JobState.class)) {
            case JobState.Running _ -> publisher.jobRuns(episode(done));
            case JobState.Unscheduled waiting -> publisher.jobUnscheduled(episode(done), waiting);
            case JobState.Refused refused -> publisher.jobUnseen(episode(done), refused);
            case JobState.Failed _ -> {
                // Told when its episode has taken note of it.
            }
        }
    }

    private static Episode episode(Exchange exchange) {
        return exchange.getProperty(EPISODE, Episode.class);
    }

    private void noticed(Exchange done) {
        switch (done.getMessage().getBody()) {
            case Champion champion -> publisher.promoted(champion);
            case RefusedChampion refused -> publisher.refused(refused);
            case null, default -> {
                // The champion is the one of before.
            }
        }
    }

    private void joined(Exchange done) {
        if (done.getMessage().getBody() instanceof LabelFileRecord record) {
            publisher.labelsJoined(record);
        }
    }

    private void refreshed(Exchange done) {
        if (done.getMessage().getBody() instanceof LabelRefresh refreshed) {
            publisher.performance(refreshed);
        }
    }
}
