package io.driftway.app;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.page.Pages;
import io.driftway.page.StatusPage;
import io.driftway.stage.ChampionInService;
import io.driftway.telemetry.Meters;
import io.driftway.telemetry.Publisher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a person or a probe asks over HTTP. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HawtioProperties.class, PageProperties.class})
class PageConfiguration {

    @Bean
    Pages pages(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            Episodes episodes,
            Champions champions,
            ChampionInService champion,
            MeterRegistry meters,
            Publisher publisher,
            DriftProperties drift,
            HawtioProperties hawtio,
            PageProperties pages) {
        return new Pages(
                store,
                format,
                ledger,
                champion::current,
                new StatusPage.Sources(verdicts, episodes, champions, () -> backlog(meters), publisher::obstacle),
                drift.thresholds(),
                new Pages.Ways(hawtio.enabled(), pages.grafana()));
    }

    private static double backlog(MeterRegistry meters) {
        Gauge backlog = meters.find(Meters.BACKLOG.meter()).gauge();
        return backlog == null || Double.isNaN(backlog.value()) ? 0 : backlog.value();
    }

    /** Ready means: there is a champion to score with. */
    @Bean
    HealthIndicator champion(ChampionInService champion) {
        return () -> champion.current()
                .map(c -> Health.up().withDetail("model", c.model().id()))
                .orElseGet(() -> Health.outOfService().withDetail("reason", "there is no champion"))
                .build();
    }
}
