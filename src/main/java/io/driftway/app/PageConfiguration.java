package io.driftway.app;

import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.page.Pages;
import io.driftway.stage.ChampionInService;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a person or a probe asks over HTTP. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

    @Bean
    Pages pages(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            Episodes episodes,
            ChampionInService champion) {
        return new Pages(store, format, ledger, verdicts, episodes, champion::current);
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
