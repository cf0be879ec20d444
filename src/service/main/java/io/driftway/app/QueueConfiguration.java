package io.driftway.app;

import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.queue.QueueClientBuilder;
import io.driftway.core.ledger.Hints;
import io.driftway.core.ledger.StoreFailures;
import io.driftway.stage.LargeBatches;
import io.driftway.stage.QueueStage;
import io.driftway.stage.SupersededVersions;
import io.driftway.store.BufferedResponsePolicy;
import io.driftway.store.HintQueue;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Wires the queue of hints, where one is set. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QueueProperties.class)
class QueueConfiguration {

    /** {@code driftway.queue.name} names a queue. */
    static final class IsSet implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment()
                    .getProperty("driftway.queue.name", "")
                    .isEmpty();
        }
    }

    @Bean
    @Conditional(IsSet.class)
    Hints hints(QueueProperties queue, StoreProperties store, PatienceProperties patience) {
        queue.check(store);
        return queue(queue, store, patience.retries());
    }

    @Bean("queue")
    @Conditional(IsSet.class)
    QueueStage queueStage(
            Hints hints,
            SupersededVersions superseded,
            LargeBatches large,
            StoreProperties store,
            IngestProperties ingest,
            StoreFailures failures) {
        return new QueueStage(
                hints, superseded::waits, large, store.account(), store.container(), ingest.prefix(), failures);
    }

    /** By the same credential as the blobs. */
    static HintQueue queue(QueueProperties queue, StoreProperties store, RequestRetryOptions retries) {
        return new HintQueue(
                client(queue, store, retries).queueName(queue.name()).buildClient(),
                client(queue, store, retries)
                        .queueName(queue.name() + HintQueue.ASIDE)
                        .buildClient(),
                queue.visibility(),
                queue.retry());
    }

    private static QueueClientBuilder client(
            QueueProperties queue, StoreProperties store, RequestRetryOptions retries) {
        QueueClientBuilder builder =
                new QueueClientBuilder().retryOptions(retries).addPolicy(new BufferedResponsePolicy());
        String connectionString = store.connectionString();
        String endpoint = queue.endpoint();
        if (connectionString != null) {
            builder.connectionString(connectionString);
        } else {
            builder.credential(new DefaultAzureCredentialBuilder().build());
            if (endpoint == null) {
                builder.endpoint("https://" + store.account() + ".queue.core.windows.net");
            }
        }
        return endpoint == null ? builder : builder.endpoint(endpoint);
    }
}
