package io.driftway.app;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.lifecycle.Approvals;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.ModelStore;
import io.driftway.core.pipeline.Pipeline;
import io.driftway.core.pipeline.StoreReplay;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import io.driftway.store.AzureAccount;
import io.driftway.store.AzureBlobStore;
import io.driftway.store.FolderStore;
import io.driftway.store.StoreClock;
import io.driftway.telemetry.ClientSpans;
import io.driftway.telemetry.StoreCalls;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the store and its records, for the service and the trainer. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    StoreProperties.class,
    PatienceProperties.class,
    IngestProperties.class,
    LimitProperties.class,
    DecisionProperties.class,
    DriftProperties.class,
    RetrainProperties.class,
    SparkProperties.class
})
class StoreConfiguration {

    @Bean
    StoreClock clock() {
        return new StoreClock(Clock.systemUTC());
    }

    @Bean
    RecordFormat recordFormat() {
        return new JsonRecords();
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.store.kind", havingValue = "folder")
    ObjectStore folderStore(StoreProperties properties) {
        try {
            return new FolderStore(properties.requiredFolder());
        } catch (UncheckedIOException refused) {
            throw new IllegalArgumentException("driftway.store.folder: " + refused.getMessage(), refused);
        }
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.store.kind", havingValue = "azure")
    BlobServiceClient blobServiceClient(
            StoreProperties properties, PatienceProperties patience, StoreClock clock, ClientSpans spans) {
        return client(properties)
                .retryOptions(patience.retries())
                .addPolicy(clock)
                .addPolicy(new StoreCalls(spans))
                .buildClient();
    }

    static BlobServiceClientBuilder client(StoreProperties properties) {
        return new AzureAccount(properties.account(), properties.endpoint(), properties.connectionString()).client();
    }

    @Bean
    @ConditionalOnProperty(name = "driftway.store.kind", havingValue = "azure")
    ObjectStore azureBlobStore(BlobServiceClient service, StoreProperties properties) {
        return store(service, properties);
    }

    static AzureBlobStore store(BlobServiceClient service, StoreProperties properties) {
        return new AzureBlobStore(service.getBlobContainerClient(properties.container()));
    }

    /** Makes the container of an emulator, which begins empty: there is nobody to make it but its users. Any other is left alone. */
    static void makeContainer(BlobServiceClient service, StoreProperties properties) {
        if (properties.connectionString() != null) {
            store(service, properties).createContainer();
        }
    }

    @Bean
    Champions champions(ObjectStore store, RecordFormat format) {
        return new Champions(store, format);
    }

    @Bean
    Episodes episodes(ObjectStore store, RecordFormat format) {
        return new Episodes(store, format);
    }

    @Bean
    ModelStore modelStore(ObjectStore store) {
        return new ModelStore(store, new BundleFiles());
    }

    @Bean
    ModelRegistry modelRegistry(ModelStore models, Champions champions, DriftProperties drift, Clock clock) {
        return new ModelRegistry(models, champions, drift.settings(), clock);
    }

    /** Copies of the routes of earlier releases call it by the last two names, and the batch says which step is meant. */
    @Bean({"pipeline", "score", "compare"})
    Pipeline pipeline(LimitProperties limits) {
        return new Pipeline(new BatchFormats(limits.limits()));
    }

    @Bean
    StoreReplay storeReplay(
            ObjectStore store,
            RecordFormat format,
            Pipeline pipeline,
            ModelRegistry registry,
            DecisionProperties decision,
            DriftProperties drift) {
        return new StoreReplay(store, format, pipeline, registry::load, decision.policy(drift));
    }

    @Bean
    ModelHistory modelHistory(Champions champions, ModelRegistry registry, Clock clock) {
        return new ModelHistory(champions, registry, clock);
    }

    @Bean
    Approvals approvals(Champions champions, Episodes episodes, ModelHistory models, Clock clock) {
        return new Approvals(champions, episodes, models, clock);
    }
}
