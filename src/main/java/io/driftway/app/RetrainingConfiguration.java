package io.driftway.app;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The trainer's side. */
@Configuration(proxyBeanMethods = false)
class RetrainingConfiguration {

    @Bean
    Retraining retraining(
            ObjectStore store,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            RetrainProperties settings,
            Clock clock) {
        return new Retraining(
                new LabelledRows(store, settings.window(), clock), champions, episodes, registry, settings, clock);
    }
}
