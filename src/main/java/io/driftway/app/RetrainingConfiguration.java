package io.driftway.app;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.telemetry.Spans;
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
            LimitProperties limits,
            Spans spans,
            Clock clock) {
        return new Retraining(
                new LabelledRows(store, settings.window(), clock),
                champions,
                episodes,
                registry,
                settings,
                limits.categories(),
                spans,
                clock);
    }

    @Bean
    EpisodeChoice episodeChoice(
            ObjectStore store,
            RecordFormat format,
            Champions champions,
            Episodes episodes,
            RetrainProperties settings,
            Clock clock) {
        return new EpisodeChoice(
                new VerdictLog(store, format), champions, episodes, settings.policy(), settings.patience(), clock);
    }
}
