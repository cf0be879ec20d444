package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.ledger.Episodes;
import io.driftway.kubernetes.CountApplication;
import io.driftway.kubernetes.CountJob;
import io.driftway.kubernetes.RetrainJob;
import io.driftway.stage.ChampionInService;
import io.driftway.telemetry.ClientSpans;
import io.driftway.telemetry.ClusterCalls;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/** Wires the launchers: of the trainer, a Kubernetes Job or a child process, and of counting on Spark. */
@Configuration(proxyBeanMethods = false)
class LaunchConfiguration {

    private static final int MILLISECONDS_TO_CONNECT = 5_000;
    private static final int MILLISECONDS_A_TRY = 10_000;
    /** Few: the next tick asks again, and nothing else waits for a Job. */
    private static final int RETRIES = 2;

    private static final String SPARK_TEMPLATE = "driftway.spark.template";

    @Bean
    @ConditionalOnExpression("'${driftway.retrain.launcher}' == 'kubernetes' or '${driftway.spark.launcher}' != 'none'")
    KubernetesClient kubernetesClient(ClientSpans spans) {
        Config config = new ConfigBuilder()
                .withConnectionTimeout(MILLISECONDS_TO_CONNECT)
                .withRequestTimeout(MILLISECONDS_A_TRY)
                .withRequestRetryBackoffLimit(RETRIES)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(
                        http -> http.addOrReplaceInterceptor(ClusterCalls.NAME, new ClusterCalls(spans)))
                .build();
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.retrain.launcher", havingValue = "kubernetes")
    static RetrainJob retrainJob(RetrainProperties retrain, ResourceLoader resources, Clock clock) {
        return ofTemplate(
                "driftway.retrain.template",
                retrain.template(),
                resources,
                manifest -> new RetrainJob(
                        retrain.namespace(), manifest, retrain.image(), retrain.unscheduledAfter(), clock));
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.spark.launcher", havingValue = "kubernetes")
    static CountJob countJob(SparkProperties spark, ResourceLoader resources, ChampionInService champion) {
        return ofTemplate(
                SPARK_TEMPLATE,
                spark.template(),
                resources,
                manifest -> new CountJob(spark.namespace(), manifest, spark.image(), () -> idOf(champion)));
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.spark.launcher", havingValue = "operator")
    static CountApplication countApplication(
            SparkProperties spark, ResourceLoader resources, ChampionInService champion) {
        return ofTemplate(
                SPARK_TEMPLATE,
                spark.template(),
                resources,
                manifest -> new CountApplication(spark.namespace(), manifest, spark.image(), () -> idOf(champion)));
    }

    /** Nothing is asked to be counted before there is a champion. */
    private static String idOf(ChampionInService champion) {
        return champion.current().orElseThrow().model().id();
    }

    private static <T> T ofTemplate(
            String setting, String template, ResourceLoader resources, Function<String, T> made) {
        String manifest;
        try {
            manifest = resources.getResource(template).getContentAsString(UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    setting + " must name a manifest, got \"" + template + "\", which cannot be read", unreadable);
        }
        try {
            return made.apply(manifest);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(setting + " " + template + ": " + refused.getMessage(), refused);
        }
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.retrain.launcher", havingValue = "process")
    TrainerProcess trainerProcess(
            ConfigurableEnvironment environment, RetrainProperties retrain, Episodes episodes, Clock clock) {
        return new TrainerProcess(environment, retrain.log(), episodes, retrain.goneAfter(), clock);
    }
}
