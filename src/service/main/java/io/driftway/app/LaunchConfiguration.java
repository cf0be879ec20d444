package io.driftway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.ledger.Episodes;
import io.driftway.kubernetes.RetrainJob;
import io.driftway.telemetry.ClientSpans;
import io.driftway.telemetry.ClusterCalls;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/** Wires the launcher of the trainer: a Kubernetes Job or a child process. */
@Configuration(proxyBeanMethods = false)
class LaunchConfiguration {

    private static final int MILLISECONDS_TO_CONNECT = 5_000;
    private static final int MILLISECONDS_A_TRY = 10_000;
    /** Few: the next tick asks again, and nothing else waits for a Job. */
    private static final int RETRIES = 2;

    @Bean
    @ConditionalOnProperty(name = "driftway.retrain.launcher", havingValue = "kubernetes")
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
                    resources.getResource(retrain.template()).getContentAsString(UTF_8),
                    retrain.image(),
                    retrain.unscheduledAfter(),
                    clock);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "driftway.retrain.template must name the CronJob's manifest, got \"" + retrain.template()
                            + "\", which cannot be read",
                    unreadable);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "driftway.retrain.template " + retrain.template() + ": " + refused.getMessage(), refused);
        }
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.retrain.launcher", havingValue = "process")
    TrainerProcess trainerProcess(
            ConfigurableEnvironment environment, RetrainProperties retrain, Episodes episodes, Clock clock) {
        return new TrainerProcess(environment, retrain.log(), episodes, retrain.goneAfter(), clock);
    }
}
