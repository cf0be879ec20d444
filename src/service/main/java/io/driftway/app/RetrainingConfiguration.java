package io.driftway.app;

import io.driftway.core.batch.Limits;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.RecordFormat;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.lifecycle.NewLabelledRows;
import io.driftway.core.lifecycle.Retraining;
import io.driftway.format.BatchFormats;
import io.driftway.telemetry.RetrainingSpans;
import io.driftway.telemetry.Spans;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the trainer. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LabelProperties.class)
class RetrainingConfiguration {

    /** So many signs of life are given in the time after which a trainer is taken for gone. */
    private static final int BEATS = 4;

    @Bean
    Retraining retraining(
            ObjectStore store,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            RecordFormat format,
            RetrainProperties settings,
            LabelProperties labels,
            LimitProperties limits,
            Spans spans,
            Clock clock) {
        return new Retraining(
                labels.rows(store, format, settings.window(), clock),
                champions,
                episodes,
                registry,
                settings.settings(limits.categories()),
                new RetrainingSpans(spans),
                clock);
    }

    /** A lost one or two do not matter. */
    @Bean
    Heartbeat heartbeat(Episodes episodes, RetrainProperties settings, Clock clock) {
        return new Heartbeat(
                episodes,
                settings.launcher() == RetrainProperties.Launcher.PROCESS
                        ? settings.goneAfter().dividedBy(BEATS)
                        : null,
                clock);
    }

    @Bean
    EpisodeChoice episodeChoice(
            ObjectStore store,
            RecordFormat format,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            RetrainProperties settings,
            LabelProperties labels,
            Clock clock) {
        return new EpisodeChoice(
                new VerdictLog(store, format),
                champions,
                episodes,
                settings.policy(),
                new NewLabelledRows(
                        labels.rows(store, format, settings.window(), clock),
                        model -> registry.load(model).model().manifest(),
                        new BatchFormats(Limits.ANY_LENGTH),
                        settings.minimumRows()),
                clock);
    }
}
