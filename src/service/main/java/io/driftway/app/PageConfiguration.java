package io.driftway.app;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.EndedBatches;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.page.Pages;
import io.driftway.page.StatusPage;
import io.driftway.stage.ChampionInService;
import io.driftway.stage.RetrainStage;
import io.driftway.telemetry.Publisher;
import java.time.Clock;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the pages, and the health check behind the readiness probe. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HawtioProperties.class, PageProperties.class})
class PageConfiguration {

    @Bean
    EndedBatches history(ObjectStore store, RecordFormat format, Clock clock, VerdictLog verdicts, Ledger ledger) {
        return new EndedBatches(store, format, clock, verdicts, ledger::hoursAtWork);
    }

    @Bean
    Pages pages(
            ObjectStore store,
            RecordFormat format,
            Ledger ledger,
            VerdictLog verdicts,
            Episodes episodes,
            Champions champions,
            ChampionInService champion,
            RetrainStage retrain,
            Publisher publisher,
            EndedBatches history,
            StoreProperties inStore,
            IngestProperties ingest,
            HawtioProperties hawtio,
            PageProperties pages,
            Clock clock) {
        return new Pages(
                store,
                format,
                ledger,
                champion::current,
                new StatusPage.Sources(
                        verdicts, episodes, champions, () -> inbox(publisher), publisher::obstacle, () -> retrain.held()
                                .map(EpisodeChoice.Choice.Held::why)),
                history,
                new Pages.Ways(hawtio.enabled(), pages.grafana(), inStore.place(ingest.prefix())),
                clock);
    }

    private static StatusPage.Inbox inbox(Publisher publisher) {
        Publisher.Inbox inbox = publisher.inbox();
        return new StatusPage.Inbox(inbox.backlog(), inbox.answered(), inbox.unanswered());
    }

    /**
     * Ready means: there is a champion to score with. It does not mean that the store answers, which is the same for all replicas: they would all leave the
     * Service at once, and with them the pages that tell of it.
     */
    @Bean
    HealthIndicator champion(ChampionInService champion) {
        return () -> champion.current()
                .map(c -> Health.up().withDetail("model", c.model().id()))
                .orElseGet(() -> Health.outOfService().withDetail("reason", "there is no champion"))
                .build();
    }
}
