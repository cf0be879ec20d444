package io.driftway.crash;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.format.FlowFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.kubernetes.RetrainJob;
import io.driftway.stage.RetrainStage;
import io.driftway.support.ShippedTemplate;
import io.driftway.telemetry.FeatureGauges;
import io.driftway.telemetry.ModelInfo;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.PredictedProbabilities;
import io.driftway.telemetry.Publisher;
import io.driftway.telemetry.RouteEvents;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.Random;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** One replica's {@code 6-retrain}, with a cluster and a store whose answers are lost now and then. */
final class Reconciler implements AutoCloseable {

    private static final int MOST_TICKS = 50;
    private static final int ONE_OF = 5;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate tick;
    private final Random random;
    private int lost;

    Reconciler(ObjectStore store, KubernetesClient cluster, Clock clock, long seed) throws Exception {
        this.random = new Random(seed);
        JsonRecords format = new JsonRecords();
        ObjectStore wired = new Wire(store, (call, done) -> {
            if (done && call.matches("(put|replace) episodes/.*") && isLost()) {
                throw Nth.lost(call);
            }
        });
        VerdictLog verdicts = new VerdictLog(wired, format);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Publisher publisher = new Publisher(
                meters,
                new FeatureGauges(meters),
                new ModelInfo(new PrometheusRegistry()),
                new PredictedProbabilities(new PrometheusRegistry()),
                clock);
        camel.getRegistry()
                .bind(
                        "retrain",
                        new RetrainStage(
                                verdicts,
                                new Champions(wired, format),
                                new Episodes(wired, format),
                                new RetrainPolicy(Duration.ZERO, Integer.MAX_VALUE, Integer.MAX_VALUE),
                                clock));
        camel.getRegistry().bind("kubernetesClient", cluster);
        camel.getRegistry()
                .bind(
                        "retrainJob",
                        new RetrainJob(
                                "driftway-retrain", ShippedTemplate.yaml(), null, Duration.ofMinutes(10), clock));
        camel.getManagementStrategy().addEventNotifier(new RouteEvents(publisher));
        camel.getRegistry().bind("newest", new NewestVerdict(verdicts, wired, new FlowFiles(), publisher));
        Properties settings = new Properties();
        settings.put("driftway.retrain.cron", "0 0 0 1 1 ? 2099");
        settings.put("driftway.retrain.launcher", "kubernetes");
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getCamelContextExtension().addInterceptStrategy((context, node, target, next) -> exchange -> {
            target.process(exchange);
            if ("create-job".equals(node.getId()) && isLost()) {
                throw new IOException("no answer to the creation of a Job");
            }
        });
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveResource(
                        camel,
                        "file:" + Path.of("routes", "6-retrain.camel.yaml").toAbsolutePath()));
        AdviceWith.adviceWith(camel, "retrain", advice -> advice.replaceFromWith("direct:tick"));
        camel.start();
        tick = camel.createProducerTemplate();
    }

    private boolean isLost() {
        boolean isLost = random.nextInt(ONE_OF) == 0;
        lost += isLost ? 1 : 0;
        return isLost;
    }

    /** How many answers were lost so far. */
    int lost() {
        return lost;
    }

    /** Ticks until one goes through. */
    void reconcile() {
        for (int i = 0; i < MOST_TICKS; i++) {
            try {
                tick.sendBody("direct:tick", "");
                return;
            } catch (CamelExecutionException failed) {
                // The next tick makes up for it.
            }
        }
        throw new AssertionError("no tick of " + MOST_TICKS + " went through");
    }

    @Override
    public void close() {
        camel.stop();
    }
}
