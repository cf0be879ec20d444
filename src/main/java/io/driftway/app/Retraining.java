package io.driftway.app;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Keys;
import io.driftway.core.model.Evaluation;
import io.driftway.core.model.Metrics;
import io.driftway.core.profile.Trained;
import io.driftway.core.profile.Untrainable;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.format.Bundle;
import io.driftway.smile.Trainer;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One episode from its labelled rows to its end. Every step may be repeated: the same rows give the same challenger, a bundle is published
 * once, and the champion pointer moves only from the model that the episode is about.
 */
public final class Retraining {

    private static final Logger LOG = LoggerFactory.getLogger(Retraining.class);

    private final LabelledRows rows;
    private final Champions champions;
    private final Episodes episodes;
    private final ModelRegistry registry;
    private final RetrainProperties settings;
    private final Clock clock;

    Retraining(
            LabelledRows rows,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            RetrainProperties settings,
            Clock clock) {
        this.rows = rows;
        this.champions = champions;
        this.episodes = episodes;
        this.registry = registry;
        this.settings = settings;
        this.clock = clock;
    }

    /** Brings the episode to its end, if it is not there yet, and answers it. */
    public Episode run(String episodeId) {
        Episode episode = episodes.find(episodeId)
                .orElseThrow(() -> new IllegalArgumentException("there is no episode " + episodeId + " in the store"));
        if (episode.ended()) {
            return episode;
        }
        Optional<Champions.Current> current = champions.current();
        if (current.isEmpty()
                || !current.get().pointer().model().equals(episode.champion())
                || !current.get().pointer().reference().equals(episode.reference())) {
            return endAsOvertaken(episode, current);
        }
        Bundle champion = registry.load(episode.champion());
        Schema schema = champion.model().manifest().schema();
        Optional<Batch> rowsInStore = rows.read(schema);
        if (rowsInStore.isEmpty()) {
            return change(
                    episode,
                    e -> e.rejected(
                            null,
                            "there is nothing to train on; put labelled rows, with the column "
                                    + schema.target().orElseThrow().name() + ", under " + Keys.TRAINING + " or "
                                    + Keys.LABELLED + " in the store",
                            clock.instant()));
        }
        Batch labelled = rowsInStore.get();
        return switch (Trainer.train(
                labelled, schema, new Trainer.Options(settings.seed(), settings.referenceRows()))) {
            case Untrainable untrainable -> change(episode, e -> e.rejected(null, untrainable.line(), clock.instant()));
            case Trained trained ->
                judge(
                        episode,
                        champion,
                        Bundle.of(trained, champion.model().manifest().drift()),
                        labelled,
                        current.get());
        };
    }

    private Episode judge(
            Episode episode, Bundle champion, Bundle challenger, Batch labelled, Champions.Current current) {
        registry.publish(challenger);
        Metrics before = Evaluation.onHeldOutRows(champion.model(), labelled);
        Metrics after = challenger.model().manifest().metrics();
        LOG.atInfo()
                .addKeyValue("episode", episode.episodeId())
                .addKeyValue("champion_auc", before.auc())
                .addKeyValue("challenger_auc", after.auc())
                .addKeyValue("champion_log_loss", before.logLoss())
                .addKeyValue("challenger_log_loss", after.logLoss())
                .addKeyValue("rows", after.rows())
                .log("champion and challenger on the same held-out rows");
        return switch (settings.gate().judge(before, after)) {
            case Gate.Answer.Refused(String reason) ->
                change(episode, e -> e.rejected(challenger.model().id(), reason, clock.instant()));
            case Gate.Answer.Passed() -> promote(episode, challenger, current);
        };
    }

    private Episode promote(Episode episode, Bundle challenger, Champions.Current current) {
        long sequence = current.pointer().sequence() + 1;
        if (!champions.replace(current, ModelRegistry.pointer(challenger, sequence, episode.episodeId()))) {
            return endAsOvertaken(episode, champions.current());
        }
        return change(episode, e -> e.promoted(challenger.model().id(), clock.instant()));
    }

    /** The champion is another by now: promoted by an earlier run of this very episode, or by somebody else. */
    private Episode endAsOvertaken(Episode episode, Optional<Champions.Current> current) {
        if (current.isPresent()
                && episode.episodeId().equals(current.get().pointer().episode())) {
            return change(episode, e -> e.promoted(current.get().pointer().model(), clock.instant()));
        }
        return change(episode, e -> e.rejected(null, "the champion was changed meanwhile", clock.instant()));
    }

    private Episode change(Episode episode, java.util.function.UnaryOperator<Episode> move) {
        return episodes.change(
                episode.episodeId(),
                e -> e.state() == Episode.State.PROMOTED || e.state() == Episode.State.REJECTED ? e : move.apply(e));
    }
}
