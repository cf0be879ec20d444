package io.driftway.core.lifecycle;

import io.driftway.core.decision.Cause;
import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.NewRows;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.RetrainPolicy.Permission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses whether to retrain. The service asks at each tick and after each breach; a trainer asks when nobody gave it an episode.
 *
 * <p>It writes nothing, so a trainer that dies blocks nobody. If the service asks for the same episode meanwhile, both train the same challenger, and one of them moves the
 * pointer.
 *
 * <p>A run needs two things: a verdict that asks for it, newer than the request of the last rejected run; and labelled rows that neither the champion nor the last rejected run
 * was trained on. A failed run answers no request, so its verdict still counts.
 */
public final class EpisodeChoice {

    /** Why a retraining that is asked for does not begin, each a label of a metric. */
    public static final List<String> REASONS = List.of(
            "off",
            "awaiting_approval",
            "running",
            "no_new_rows",
            "no_new_breach",
            "cooldown",
            "daily_cap",
            "weekly_cap",
            "unreadable");

    /** What to do. */
    public sealed interface Choice {

        /** @param episode with the run that is to begin; it may be in the store already, requested and without a trainer */
        record Run(Episode episode) implements Choice {}

        /**
         * Retraining is asked for, and does not begin yet.
         *
         * @param reason one of {@link #REASONS}
         * @param why what is missing, for a person
         */
        record Held(String reason, String why) implements Choice {}

        /** @param why for a person */
        record Nothing(String why) implements Choice {}
    }

    /** Counts labelled rows that are new. */
    @FunctionalInterface
    public interface LabelledRowsSince {

        /** Takes the labels of a store for new, whatever they are. */
        LabelledRowsSince ALWAYS_ENOUGH = (champion, last, since) -> new NewRows(1, 1, since);

        /**
         * Counts rows that neither the champion nor the last training was trained on.
         *
         * @param champion the model in service
         * @param last the episode whose last run was rejected; null where none was
         * @param since when the later of these trainings was
         */
        NewRows count(ChampionPointer champion, @Nullable Episode last, Instant since);
    }

    private final VerdictLog verdicts;
    private final Champions champions;
    private final Episodes episodes;
    private final RetrainPolicy policy;
    private final LabelledRowsSince labelled;
    private final Clock clock;

    public EpisodeChoice(
            VerdictLog verdicts,
            Champions champions,
            Episodes episodes,
            RetrainPolicy policy,
            LabelledRowsSince labelled,
            Clock clock) {
        this.verdicts = verdicts;
        this.champions = champions;
        this.episodes = episodes;
        this.policy = policy;
        this.labelled = labelled;
        this.clock = clock;
    }

    /** A person wants it: the present champion's episode, whether or not a verdict asks for it and the policy would permit it. */
    public Choice byHand() {
        Optional<Champions.Current> champion = champions.current();
        if (champion.isEmpty()) {
            return new Choice.Nothing("there is no champion in the store; driftway publish makes one");
        }
        verdicts.refresh();
        ChampionPointer pointer = champion.get().pointer();
        Episode known = episodes.find(id(pointer)).orElse(null);
        if (known != null && known.state() == Episode.State.AWAITING_APPROVAL) {
            return new Choice.Nothing(awaits(known));
        }
        return new Choice.Run(
                known != null && !known.ended()
                        ? known
                        : next(pointer, known, verdicts.newestAsking(pointer).orElse(null)));
    }

    /** What the service does now. */
    public Choice now() {
        return since(Duration.ZERO);
    }

    /**
     * What the service would have begun, had it been up, for longer than the patience ago. A trainer that was started is left to itself.
     *
     * @param patience how long everything is left to the service
     */
    public Choice since(Duration patience) {
        Optional<Champions.Current> current = champions.current();
        if (current.isEmpty()) {
            return new Choice.Nothing("there is no champion yet");
        }
        verdicts.refresh();
        ChampionPointer champion = current.get().pointer();
        Optional<VerdictRecord> first = verdicts.asking(champion);
        if (first.isEmpty()) {
            return new Choice.Nothing("no verdict on the champion asks for retraining");
        }
        Instant asOf = clock.instant().minus(patience);
        List<Episode> history = episodes.all();
        Episode known = history.stream()
                .filter(episode -> episode.episodeId().equals(id(champion)))
                .findFirst()
                .orElse(null);
        boolean patient = patience.isPositive();
        if (patient
                && (known == null ? first.get() : newest(champion)).decidedAt().isAfter(asOf)) {
            return new Choice.Nothing("retraining was asked for less than " + patience + " ago");
        }
        if (known != null && known.state() == Episode.State.AWAITING_APPROVAL) {
            return new Choice.Held("awaiting_approval", awaits(known));
        }
        if (!policy.on()) {
            return new Choice.Held("off", "driftway.retrain.launcher is none");
        }
        if (known != null && known.state() == Episode.State.PROMOTED) {
            return new Choice.Nothing("its challenger is champion");
        }
        if (known != null && known.state() == Episode.State.STARTED) {
            return new Choice.Nothing("its run is under way");
        }
        if (known != null && known.state() == Episode.State.REQUESTED) {
            return patient && known.requests().getLast().isAfter(asOf)
                    ? new Choice.Nothing("its episode was requested less than " + patience + " ago")
                    : new Choice.Run(known);
        }
        if (history.stream().anyMatch(episode -> !episode.ended())) {
            return new Choice.Held("running", "another episode is under way");
        }
        return ask(current.get(), known, history, asOf);
    }

    private Choice ask(Champions.Current champion, @Nullable Episode known, List<Episode> history, Instant asOf) {
        VerdictRecord newest = newest(champion.pointer());
        Episode rejected = known != null && known.state() == Episode.State.REJECTED ? known : null;
        boolean answered = rejected != null
                && !newest.decidedAt().isAfter(rejected.requests().getLast());
        NewRows rows = labelled.count(
                champion.pointer(),
                rejected,
                rejected == null
                        ? champion.promotion().at()
                        : rejected.requests().getLast());
        if (!rows.enough()) {
            return new Choice.Held("no_new_rows", rows.line());
        }
        if (rejected != null && answered) {
            return new Choice.Held(
                    "no_new_breach",
                    "needs a breach newer than " + rejected.requests().getLast()
                            + ", when the rejected run was asked for");
        }
        return switch (policy.permit(history, asOf)) {
            case Permission.Held(String reason, String why) -> new Choice.Held(reason, why);
            case Permission.Granted() -> new Choice.Run(next(champion.pointer(), known, newest));
        };
    }

    private VerdictRecord newest(ChampionPointer champion) {
        return verdicts.newestAsking(champion).orElseThrow();
    }

    private static String awaits(Episode episode) {
        String id = episode.episodeId().substring(0, 12);
        return "episode " + id + " awaits approval; decide with driftway models approve " + id
                + " or driftway models reject " + id;
    }

    private Episode next(ChampionPointer champion, @Nullable Episode known, @Nullable VerdictRecord asking) {
        Episode asked = known != null
                ? known.again(clock.instant())
                : Episode.request(
                        champion.model(), champion.reference(), champion.sequence(), null, null, clock.instant());
        return asking == null
                ? asked
                : asked.askedBy(
                        asking.batchId(),
                        asking.traceparent(),
                        asking.judged().why().map(Cause::code).orElse(null));
    }

    private static String id(ChampionPointer champion) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence());
    }
}
