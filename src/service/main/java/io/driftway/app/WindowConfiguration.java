package io.driftway.app;

import com.azure.storage.blob.BlobServiceClient;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.stream.RowReader;
import io.driftway.core.stream.WindowLimits;
import io.driftway.core.stream.WindowWriter;
import io.driftway.format.json.JsonRow;
import io.driftway.kafka.TopicReader;
import io.driftway.stage.WindowStage;
import io.driftway.telemetry.WindowMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires what turns a topic into windows of the inbox. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WindowProperties.class)
class WindowConfiguration {

    /** Of records, at once. A window has ten thousand of them, say. */
    private static final String MOST_POLLED = "5000";

    private final RouteConfiguration routes = new RouteConfiguration();

    @Bean
    RouteReload routeReload(CamelContext camel, Environment environment) throws IOException {
        return routes.routeReload(camel, environment);
    }

    @Bean
    CamelContextConfiguration clockOfTheRoutes() {
        return routes.clockOfTheRoutes();
    }

    /** No record is read before the store answers. */
    @Bean
    StoreOpening storeOpening(
            ObjectProvider<BlobServiceClient> azure,
            ObjectStore store,
            StoreProperties properties,
            CamelContext camel) {
        return new StoreOpening(
                () -> {
                    azure.ifAvailable(client -> StoreConfiguration.makeContainer(client, properties));
                    store.get(WindowWriter.SET_ASIDE + "nothing");
                },
                camel,
                failure -> StoreRemedy.of(failure, properties));
    }

    @Bean
    WindowMeters windowMeters(MeterRegistry registry) {
        return new WindowMeters(registry);
    }

    @Bean
    RowReader rowReader(WindowProperties window, LimitProperties limits) {
        return new JsonRow(columns(window), limits.limits());
    }

    private static List<String> columns(WindowProperties window) {
        return window.columns() == null ? List.of() : window.columns();
    }

    @Bean("stream")
    TopicReader topicReader(WindowProperties window, LimitProperties limits, RowReader rows, WindowMeters meters) {
        window.check();
        Map<String, Object> settings = consumer(window);
        TopicReader reader = new TopicReader(
                () -> new KafkaConsumer<>(settings),
                window.topic(),
                window.cut(),
                rows,
                new WindowLimits(window.size().toBytes(), limits.limits(), folder(window)),
                meters::lost);
        meters.lag(reader::lag);
        return reader;
    }

    private static Path folder(WindowProperties window) {
        String set = window.folder();
        Path folder = Path.of(set == null || set.isBlank() ? System.getProperty("java.io.tmpdir") : set);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("driftway.window.folder must name a folder, got \"" + folder + "\"");
        }
        return folder;
    }

    /** The settings of Kafka's consumer. Its values may be secrets: they are in no message. */
    static Map<String, Object> consumer(WindowProperties window) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_POLLED);
        if (window.kafka() != null) {
            settings.putAll(window.kafka());
        }
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, window.brokers());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, window.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Where to begin is decided by the reader, which says so where offsets were lost.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        try {
            new ConsumerConfig(settings);
        } catch (ConfigException refused) {
            throw new IllegalArgumentException("driftway.window.kafka: " + refused.getMessage(), refused);
        }
        return settings;
    }

    @Bean("window")
    WindowStage windowStage(
            ObjectStore store,
            RowReader rows,
            WindowProperties window,
            IngestProperties ingest,
            StoreProperties properties,
            WindowMeters meters) {
        return new WindowStage(
                new WindowWriter(store, rows, ingest.prefix(), ingest.folders(), window.nameOfWindows()),
                meters::written,
                meters::setAside,
                failure -> remedy(failure, properties));
    }

    private static String remedy(Throwable failure, StoreProperties store) {
        boolean kafka =
                Stream.iterate(failure, t -> t != null, Throwable::getCause).anyMatch(KafkaException.class::isInstance);
        return kafka
                ? "check driftway.window.brokers, the topic and its access rights, and the settings below driftway.window.kafka"
                : failure instanceof RuntimeException unchecked ? StoreRemedy.of(unchecked, store) : "";
    }

    /** Ready: the group has let this process in. */
    @Bean
    HealthIndicator streamHealthIndicator(TopicReader reader) {
        return () -> (reader.isReady() ? Health.up() : Health.outOfService()).build();
    }
}
