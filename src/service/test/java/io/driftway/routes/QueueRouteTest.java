package io.driftway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.driftway.core.ledger.BlobEvent;
import io.driftway.core.ledger.ClaimRules;
import io.driftway.core.ledger.Hint;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.Ledger;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.Backoff;
import io.driftway.stage.FailureStage;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.QueueStage;
import io.driftway.store.AzureInbox;
import io.driftway.support.MemoryStore;
import io.driftway.support.SettableClock;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real {@code 10-queue}, up to the look at the blobs that it names. */
class QueueRouteTest {

    private static final String TICK = "direct:tick";

    private final SettableClock clock = new SettableClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Hint> messages = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private final BlockingQueue<Object> looked = new LinkedBlockingQueue<>();

    private final Hints hints = new Hints() {
        @Override
        public List<Hint> receive(int most) {
            return List.copyOf(messages);
        }

        @Override
        public void delete(Hint hint) {
            deleted.add(hint.id());
        }

        @Override
        public void postpone(Hint hint) {
            throw new AssertionError("nothing waits");
        }

        @Override
        public void setAside(Hint hint, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public String asideName() {
            return "events-poison";
        }
    };

    private final AzureInbox inbox = new AzureInbox("sales", "churn");

    private void start(String name, Processor look) throws Exception {
        Properties settings = new Properties();
        settings.put("driftway.queue.name", name);
        settings.put("driftway.queue.cron", "0 0 0 1 1 ? 2099");
        camel.getPropertiesComponent().setInitialProperties(settings);
        Ledger ledger =
                new Ledger(store, new JsonRecords(), new ClaimRules("replica", 5, 20, Duration.ofSeconds(30)), clock);
        camel.getRegistry().bind("failures", new FailureStage(ledger, store, new Backoff(clock), inbox, () -> {}));
        camel.getRegistry()
                .bind(
                        "queue",
                        new QueueStage(hints, _ -> false, LargeBatches.none(), "sales", "churn", "incoming/", inbox));
        camel.getManagementStrategy()
                .addEventNotifier(new RouteEvents(new Publisher(
                        meters,
                        new FeatureGauges(meters),
                        new ModelInfo(new PrometheusRegistry()),
                        new PredictedProbabilities(new PrometheusRegistry()),
                        clock)));
        for (String file : List.of("0-failures", "10-queue")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveResource(
                            camel,
                            "file:" + Path.of("routes", file + ".camel.yaml").toAbsolutePath()));
        }
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:look").errorHandler(noErrorHandler()).process(look);
            }
        });
        if (!name.isEmpty()) {
            AdviceWith.adviceWith(camel, "queue", route -> route.replaceFromWith(TICK));
        }
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Exchange tick() {
        return camel.createFluentProducerTemplate().to(TICK).send();
    }

    private void note(Exchange exchange) {
        looked.add(exchange.getMessage().getBody());
        exchange.getMessage().setBody("whatever a look leaves behind");
    }

    private void message(String id, String blob) {
        messages.add(
                new Hint(id, "receipt", "", new Hint.Events(List.of(new BlobEvent(true, "sales", "churn", blob)))));
    }

    private double counted(String result) {
        return meters.get("driftway.queue.messages")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void namesAreLookedAtAndTheirMessagesAreDeletedAfterwards() throws Exception {
        start("events", exchange -> {
            assertThat(deleted).as("before the look").containsExactly("2");
            note(exchange);
        });
        message("1", "incoming/july.csv");
        message("2", "verdicts/a.json");

        assertThat(tick().getException()).isNull();

        assertThat(looked).containsExactly(List.of("incoming/july.csv"));
        assertThat(deleted).containsExactly("2", "1");
        assertThat(counted("looked")).isEqualTo(1);
        assertThat(counted("ignored")).isEqualTo(1);
        assertThat(counted("set_aside")).isZero();
    }

    @Test
    void anEmptyListIsNotLookedAt() throws Exception {
        start("events", this::note);
        message("1", "verdicts/a.json");

        assertThat(tick().getException()).isNull();

        assertThat(looked).isEmpty();
        assertThat(deleted).containsExactly("1");
    }

    @Test
    void aLookThatFailsLeavesTheMessages() throws Exception {
        start("events", _ -> {
            throw new IllegalStateException("the store is away");
        });
        message("1", "incoming/july.csv");

        assertThat(tick().getException()).as("handled as the failure of a tick").isNull();

        assertThat(deleted).isEmpty();
    }

    @Test
    void withoutAQueueThereIsNoRoute() throws Exception {
        start("", this::note);

        assertThat(camel.getRoute("queue")).isNull();
    }
}
