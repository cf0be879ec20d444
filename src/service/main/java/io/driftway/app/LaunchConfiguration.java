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
        try {
            return new RetrainJob(
                    retrain.namespace(),
                    manifest("driftway.retrain.template", retrain.template(), resources),
                    retrain.image(),
                    retrain.unscheduledAfter(),
                    clock);
        } catch (IllegalArgumentException refused) {
            throw named("driftway.retrain.template", retrain.template(), refused);
        }
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.spark.launcher", havingValue = "kubernetes")
    static CountJob countJob(SparkProperties spark, ResourceLoader resources, ChampionInService champion) {
        try {
            return new CountJob(
                    spark.namespace(),
                    manifest("driftway.spark.template", spark.template(), resources),
                    spark.image(),
                    () -> idOf(champion));
        } catch (IllegalArgumentException refused) {
            throw named("driftway.spark.template", spark.template(), refused);
        }
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.spark.launcher", havingValue = "operator")
    static CountApplication countApplication(
            SparkProperties spark, ResourceLoader resources, ChampionInService champion) {
        try {
            return new CountApplication(
                    spark.namespace(),
                    manifest("driftway.spark.template", spark.template(), resources),
                    spark.image(),
                    () -> idOf(champion));
        } catch (IllegalArgumentException refused) {
            throw named("driftway.spark.template", spark.template(), refused);
        }
    }

    /** Nothing is asked to be counted before there is a champion. */
    private static String idOf(ChampionInService champion) {
        return champion.current().orElseThrow().model().id();
    }

    private static String manifest(String setting, String template, ResourceLoader resources) {
        try {
            return resources.getResource(template).getContentAsString(UTF_8);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    setting + " must name the CronJob's manifest, got \"" + template + "\", which cannot be read",
                    unreadable);
        }
    }

    private static IllegalArgumentException named(String setting, String template, IllegalArgumentException refused) {
        String said = String.valueOf(refused.getMessage());
        return said.startsWith(setting)
                ? refused
                : new IllegalArgumentException(setting + " " + template + ": " + said, refused);
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.retrain.launcher", havingValue = "process")
    TrainerProcess trainerProcess(
            ConfigurableEnvironment environment, RetrainProperties retrain, Episodes episodes, Clock clock) {
        return new TrainerProcess(environment, retrain.log(), episodes, retrain.goneAfter(), clock);
    }
}
