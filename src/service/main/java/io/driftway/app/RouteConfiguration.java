package io.driftway.app;

import com.azure.storage.blob.BlobServiceClient;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.LabelPerformance;
import io.driftway.format.json.JsonRecords;
import io.driftway.stage.SupersededVersions;
import io.driftway.telemetry.NewestVerdict;
import io.driftway.telemetry.Publisher;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Wires the routes, their start, and the reload of their folder. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NotifyProperties.class)
class RouteConfiguration {

    @Bean
    RouteReload routeReload(CamelContext camel, Environment environment) throws IOException {
        String folder = environment.getProperty("driftway.routes", "");
        return new RouteReload(camel, folder.isEmpty() ? null : Path.of(folder));
    }

    /** The clock of the routes does not start with them: see {@link StoreOpening}. */
    @Bean
    CamelContextConfiguration clockOfTheRoutes() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                camel.getComponent("quartz", QuartzComponent.class).setAutoStartScheduler(false);
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {
                // The clock starts when the store has answered.
            }
        };
    }

    /**
     * With it a route writes a record as the store has it. It is a bean and no entry of Camel's own registry: a dry run of edited routes closes that one. Nothing
     * else is to be given this mapper.
     */
    @Bean(name = "records", defaultCandidate = false)
    JsonMapper records() {
        return JsonRecords.mapper();
    }

    /** What was shown before a restart is shown again before a champion is in service, and so before readiness. */
    @Bean
    StoreOpening storeOpening(
            ObjectProvider<BlobServiceClient> azure,
            StoreProperties store,
            SupersededVersions superseded,
            Episodes episodes,
            LabelPerformance performance,
            VerdictLog verdicts,
            NewestVerdict newest,
            Publisher publisher,
            CamelContext camel) {
        return new StoreOpening(
                () -> {
                    // That it does not answer shows in the metrics before there is a poll.
                    publisher.asked();
                    azure.ifAvailable(client -> StoreConfiguration.makeContainer(client, store));
                    superseded.recallLately();
                    publisher.episodes(episodes.all());
                    performance.ofChampion().ifPresent(publisher::restore);
                    verdicts.refreshNewest();
                    newest.show();
                },
                camel,
                failure -> StoreRemedy.of(failure, store));
    }
}
