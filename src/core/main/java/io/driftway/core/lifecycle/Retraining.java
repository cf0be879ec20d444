package io.driftway.core.lifecycle;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.decision.Cause;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.lifecycle.LabelledRows.Labelled;
import io.driftway.core.model.BinaryClassification;
import io.driftway.core.model.DistinctRows;
import io.driftway.core.model.HeldOut;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Model;
import io.driftway.core.model.Quality;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.GateReport;
import io.driftway.core.retrain.NewRows;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.TrainingResult;
import io.driftway.core.retrain.Untrainable;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one episode from its labelled rows to its end: it trains a challenger, lets the gate judge it, and then promotes it, asks a person
 * to approve it, or rejects it. Every step may be repeated. The same rows give the same challenger, a bundle is published once, and the
 * champion pointer moves only away from the model that the episode is about.
 */
public final class Retraining {

    private static final Logger LOG = LoggerFactory.getLogger(Retraining.class);

    /**
     * Sets how a retraining goes.
     *
     * @param gate the checks that a challenger must pass
     * @param options of the training
     * @param replaceImported whether an imported model may be replaced
     * @param approval whether a person decides on a challenger that passes the gate
     */
    public record Settings(Gate gate, Trainer.Options options, boolean replaceImported, boolean approval) {}

    /** Watches the steps of a retraining: a tracer, for instance. */
    @FunctionalInterface
    public interface Steps {

        /** Watches nothing. */
        Steps UNWATCHED = new Steps() {
            @Override
            public <T> T within(String name, @Nullable Object about, Supplier<T> work) {
                return work.get();
            }
        };

        /**
         * Does the work of a step and returns its result.
         *
         * @param name {@code retrain}, around all others, {@code load}, {@code training}, {@code evaluation} or {@code promotion}
         * @param about the {@link Episode}, the number of rows to train on, the {@link Model} to evaluate or the {@link Promotion}; null for {@code load}
         */
        <T> T within(String name, @Nullable Object about, Supplier<T> work);
    }

    /** From labelled rows to a model: {@link Trainer#prepare}, or what remembers its results. */
    @FunctionalInterface
    interface Training {
        Supplier<TrainingResult> prepare(Batch labelled, Schema schema, Trainer.Options options);
    }

    private final LabelledRows rows;
    private final Champions champions;
    private final Episodes episodes;
    private final ModelRegistry registry;
    private final Settings settings;
    private final Steps steps;
    private final Clock clock;
    private final Training training;

    public Retraining(
            LabelledRows rows,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            Settings settings,
            Steps steps,
            Clock clock) {
        this(rows, champions, episodes, registry, settings, steps, clock, Trainer::prepare);
    }

    public Retraining(
            LabelledRows rows,
            Champions champions,
            Episodes episodes,
            ModelRegistry registry,
            Settings settings,
            Steps steps,
            Clock clock,
            Training training) {
        this.rows = rows;
        this.champions = champions;
        this.episodes = episodes;
        this.registry = registry;
        this.settings = settings;
        this.steps = steps;
        this.clock = clock;
        this.training = training;
    }

    /**
     * Runs an episode to its end, unless it has ended already.
     *
     * @return the episode at its end
     * @throws IllegalArgumentException when there is no episode of this id in the store
     */
    public Episode run(String episodeId) {
        return run(episodes.find(episodeId)
                .orElseThrow(() -> new IllegalArgumentException("there is no episode " + episodeId + " in the store")));
    }

    /** Runs an episode like {@link #run(String)}, even where the store does not have it yet, or not with this run. Records its end. */
    public Episode run(Episode episode) {
        return run(episode, false);
    }

    /** Runs an episode like {@link #run(Episode)} for a person, who may train on the same rows again, with other settings for example. */
    public Episode runByHand(Episode episode) {
        return run(episode, true);
    }

    private Episode run(Episode episode, boolean byHand) {
        if (episode.ended()) {
            return episode;
        }
        return steps.within("retrain", episode, () -> toItsEnd(episode, byHand));
    }

    private Episode toItsEnd(Episode episode, boolean byHand) {
        Optional<Champions.Current> current = champions.current();
        if (current.isEmpty()
                || !current.get().pointer().model().equals(episode.champion())
                || !current.get().pointer().reference().equals(episode.reference())
                || (episode.sequence() != null
                        && episode.sequence() != current.get().pointer().sequence())) {
            return endAsOvertaken(episode, current);
        }
        String listed = rows.listed();
        Bundle champion = registry.load(episode.champion());
        Manifest manifest = champion.model().manifest();
        if (manifest.imported() && !settings.replaceImported()) {
            return change(episode, e -> e.rejected(
                            null,
                            "the champion is an imported model, which a retraining replaces only where"
                                    + " driftway.retrain.replace-imported is true",
                            clock.instant())
                    .learntFrom(null, listed));
        }
        // No variable holds the rows: they would take their memory while the trees grow.
        return prepared(
                        episode,
                        byHand,
                        champion,
                        current.get(),
                        listed,
                        steps.within("load", null, () -> rows.read(manifest.schema())))
                .get();
    }

    /** Returns what is left to do for the episode once its rows were read. It holds those rows alone that are needed from then on. */
    private Supplier<Episode> prepared(
            Episode episode,
            boolean byHand,
            Bundle champion,
            Champions.Current current,
            String listed,
            Optional<Labelled> found) {
        Manifest manifest = champion.model().manifest();
        if (found.isEmpty()) {
            return () -> change(episode, e -> e.rejected(
                            null,
                            "there is nothing to train on; put labelled rows, with the column "
                                    + manifest.schema().target().orElseThrow().name() + ", " + rows.where(),
                            clock.instant())
                    .learntFrom(null, listed));
        }
        Labelled labelled = found.get();
        long[] champions = rows.knownTo(manifest, () -> labelled.files().stream());
        NewRows fresh = fresh(episode, labelled, champions, current);
        if (!byHand && !fresh.enough()) {
            return () ->
                    change(episode, e -> e.rejected(null, fresh.line() + "; put them " + rows.where(), clock.instant())
                            .learntFrom(null, null));
        }
        rows.note(labelled);
        String fingerprint = labelled.fingerprint();
        List<String> files = labelled.fingerprints();
        UnaryOperator<Episode> learnt = ended -> ended.learntFrom(byHand ? null : fingerprint, listed);
        Batch batch = labelled.batch();
        Judge judge = judge(champion.model(), batch, asks(episode), fresh(labelled, manifest.schema(), champions));
        Quality before = onHeldOutRows(champion.model(), batch);
        Supplier<TrainingResult> challenger = challenger(batch, manifest.schema());
        return () -> switch (challenger.get()) {
            case Untrainable untrainable ->
                change(episode, e -> learnt.apply(e.rejected(null, untrainable.line(), clock.instant())));
            case Trained trained ->
                judged(
                        episode,
                        champion,
                        registry.bundle(trained.of(files), manifest.drift()),
                        judge,
                        before,
                        learnt,
                        current);
        };
    }

    /** Rows that neither the champion nor an earlier run of the episode, which was rejected, was trained on. */
    private NewRows fresh(Episode episode, Labelled labelled, long[] champions, Champions.Current current) {
        long[] rejected = rows.knownTo(episode.rows());
        long there = Arrays.stream(labelled.hashes())
                .filter(row -> !DistinctRows.contain(champions, row) && !DistinctRows.contain(rejected, row))
                .limit(settings.gate().minimumRows())
                .count();
        int runs = episode.requests().size();
        return new NewRows(
                there,
                settings.gate().minimumRows(),
                runs > 1
                        ? episode.requests().get(runs - 2)
                        : current.promotion().at());
    }

    /** Prepares a training, see {@link Trainer#prepare}: what is returned does not hold the batch. */
    private Supplier<TrainingResult> challenger(Batch labelled, Schema schema) {
        long count = labelled.rows();
        Supplier<TrainingResult> prepared = training.prepare(labelled, schema, settings.options());
        return () -> steps.within("training", count, prepared);
    }

    private Episode judged(
            Episode episode,
            Bundle champion,
            Bundle challenger,
            Judge judge,
            Quality before,
            UnaryOperator<Episode> learnt,
            Champions.Current current) {
        if (challenger.model().id().equals(champion.model().id())) {
            return change(
                    episode,
                    e -> learnt.apply(e.rejected(
                            challenger.model().id(),
                            "the rows in the store give the champion again; put newer labelled rows " + rows.where(),
                            clock.instant())));
        }
        registry.publish(challenger);
        GateReport report = steps.within("evaluation", challenger.model(), () -> judge.judge(challenger.model()));
        report.checks().forEach(check -> LOG.atInfo()
                .addKeyValue("episode", episode.episodeId())
                .addKeyValue("check", check.name())
                .addKeyValue("passed", check.passed())
                .addKeyValue("champion", check.champion())
                .addKeyValue("challenger", check.challenger())
                .log(check.reason()));
        return report.passed()
                ? promote(episode, champion, before, challenger, report, learnt, current)
                : change(
                        episode,
                        e -> learnt.apply(e.rejected(
                                challenger.model().id(),
                                report.reason() + "; another run needs a newer breach and "
                                        + settings.gate().minimumRows() + " labelled rows newer than these",
                                report.checks(),
                                clock.instant())));
    }

    /** Judges a challenger beside the champion, by rows that it holds. */
    @FunctionalInterface
    private interface Judge {
        GateReport judge(Model challenger);
    }

    /** By the rows that are new to the champion; by those held out of both where a person retrains without enough new ones. */
    private Judge judge(Model champion, Batch labelled, Gate.Asks asks, boolean[] fresh) {
        int there = 0;
        for (boolean row : fresh) {
            there += row ? 1 : 0;
        }
        Schema schema = champion.manifest().schema();
        if (there < settings.gate().minimumRows()) {
            HeldOut heldOut = HeldOut.of(labelled, schema);
            return challenger -> settings.gate().judge(champion, challenger, heldOut, Gate.Asks.GAIN);
        }
        CrossFit crossFit = new CrossFit(labelled, fresh, schema);
        return challenger -> settings.gate()
                .judge(
                        schema,
                        challenger.manifest().schema(),
                        asks,
                        () -> crossFit.contest(champion, challenger, rows -> challenger(rows, schema)));
    }

    /** A gain, unless the label rule has seen the champion fail: then even an equal challenger, which has learnt from these labels, is better off. */
    private static Gate.Asks asks(Episode episode) {
        return Cause.CONCEPT.code().equals(episode.cause()) ? Gate.Asks.NOT_WORSE : Gate.Asks.GAIN;
    }

    /** Whether the champion was not trained on a row, by row. */
    private static boolean[] fresh(Labelled labelled, Schema schema, long[] known) {
        long[] hashes = DistinctRows.hashes(labelled.batch(), schema);
        boolean[] fresh = new boolean[hashes.length];
        for (int row = 0; row < fresh.length; row++) {
            fresh[row] = !DistinctRows.contain(known, hashes[row]);
        }
        return fresh;
    }

    private Episode promote(
            Episode episode,
            Bundle champion,
            Quality before,
            Bundle challenger,
            GateReport report,
            UnaryOperator<Episode> learnt,
            Champions.Current current) {
        Optional<Promotion> withdrawal =
                champions.history().withdrawal(challenger.model().id());
        if (withdrawal.isPresent()) {
            return change(
                    episode,
                    e -> learnt.apply(e.rejected(
                            challenger.model().id(),
                            "the same rows give a model that "
                                    + withdrawal.get().who() + " rolled back with promotion "
                                    + withdrawal.get().sequence() + " ("
                                    + withdrawal.get().why()
                                    + "); add labelled rows, or make it champion with driftway models promote",
                            report.checks(),
                            clock.instant())));
        }
        if (settings.approval()) {
            LOG.atInfo()
                    .addKeyValue("episode", episode.episodeId())
                    .addKeyValue("challenger", challenger.model().id())
                    .log("a challenger passed the gate and awaits approval");
            return change(
                    episode,
                    e -> learnt.apply(e.awaitingApproval(challenger.model().id(), report.checks(), clock.instant())));
        }
        Quality after = challenger.model().manifest().metrics();
        Promotion promotion = Promotion.of(
                        ModelRegistry.pointer(challenger, current.pointer().sequence() + 1, episode.episodeId()),
                        Promotion.Kind.RETRAIN,
                        clock.instant(),
                        "retrain",
                        String.format(
                                Locale.ROOT,
                                "drift asked for it and the challenger passed the gate: AUC %.4f against %.4f, log loss %.4f against %.4f",
                                after.of(Metric.AUC),
                                before.of(Metric.AUC),
                                after.of(Metric.LOG_LOSS),
                                before.of(Metric.LOG_LOSS)),
                        (after),
                        new Promotion.Former(
                                champion.model().id(), champion.baseline().referenceSha256(), (before)))
                .withChecks(report.checks());
        if (!steps.within("promotion", promotion, () -> champions.replace(current, promotion))) {
            return endAsOvertaken(episode, champions.current());
        }
        return change(episode, e -> e.promoted(challenger.model().id(), report.checks(), clock.instant()));
    }

    private static Quality onHeldOutRows(Model model, Batch labelled) {
        HeldOut heldOut = HeldOut.of(labelled, model.manifest().schema());
        float[] probabilities = heldOut.positive().length == 0
                ? new float[0]
                : model.score(heldOut.rows()).probabilities();
        return BinaryClassification.quality(probabilities, heldOut.positive());
    }

    /** The champion is another by now: promoted by an earlier run of this very episode, or by somebody else. */
    private Episode endAsOvertaken(Episode episode, Optional<Champions.Current> current) {
        Optional<Promotion> own = current.isEmpty()
                ? Optional.empty()
                : champions.history().entries().stream()
                        .filter(promotion -> episode.episodeId().equals(promotion.episode()))
                        .findFirst();
        if (own.isPresent()) {
            return change(episode, e -> e.promoted(own.get().model(), own.get().checks(), clock.instant()));
        }
        return change(episode, e -> e.rejected(null, "the champion was changed meanwhile", clock.instant()));
    }

    private Episode change(Episode episode, UnaryOperator<Episode> move) {
        if (episodes.find(episode.episodeId()).isEmpty()) {
            Episode ended = move.apply(episode);
            if (episodes.open(ended)) {
                return ended;
            }
        }
        return episodes.change(episode.episodeId(), stored -> {
            if (stored.ended() && stored.run() < episode.run()) {
                return move.apply(episode);
            }
            return stored.ended() && stored.state() != Episode.State.FAILED ? stored : move.apply(stored);
        });
    }
}
