package io.driftway.stage;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.RetrainPolicy.Permission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns verdicts that ask for retraining into one episode, and keeps the episode in step with its Job. */
public final class RetrainStage {

    /** Why a retraining that is asked for does not begin. */
    public static final List<String> REASONS =
            List.of("off", "running", "cooldown", "daily_cap", "runs_exhausted", "no_new_rows", "awaiting_approval");

    private static final Logger LOG = LoggerFactory.getLogger(RetrainStage.class);

    private final VerdictLog verdicts;
    private final Champions champions;
    private final Episodes episodes;
    private final RetrainPolicy policy;
    private final Supplier<String> labelledFiles;
    private final Clock clock;

    private final Map<String, Instant> launched = new ConcurrentHashMap<>();
    private final Duration betweenLaunches;
    private volatile String heldSaid = "";
    private volatile Optional<String> held = Optional.empty();

    /** One that asks for a Job at each call, until it is there. */
    public RetrainStage(
            VerdictLog verdicts, Champions champions, Episodes episodes, RetrainPolicy policy, Clock clock) {
        this(verdicts, champions, episodes, policy, () -> "", Duration.ZERO, clock);
    }

    /**
     * One for a service.
     *
     * @param labelledFiles names the files that a trainer would learn from; as long as they are those that it was rejected on, it is not asked again
     * @param betweenLaunches how long a Job that could not be created is not asked for again
     */
    public RetrainStage(
            VerdictLog verdicts,
            Champions champions,
            Episodes episodes,
            RetrainPolicy policy,
            Supplier<String> labelledFiles,
            Duration betweenLaunches,
            Clock clock) {
        this.betweenLaunches = betweenLaunches;
        this.verdicts = verdicts;
        this.champions = champions;
        this.episodes = episodes;
        this.policy = policy;
        this.labelledFiles = labelledFiles;
        this.clock = clock;
    }

    /** The episodes that wait for their Job. Opens one where a verdict on the champion asks for it and the policy permits. */
    public List<Episode> reconcile() {
        verdicts.refresh();
        Optional<ChampionPointer> champion = champions.current().map(Champions.Current::pointer);
        held = champion.flatMap(this::openIfAsked);
        List<Episode> all = episodes.all();
        champion.ifPresent(pointer -> withdrawOvertaken(pointer, all));
        return all.stream()
                .filter(_ -> policy.on())
                .filter(episode -> episode.state() == Episode.State.REQUESTED)
                .filter(this::mayBeLaunched)
                .toList();
    }

    /** Why the retraining that is asked for does not begin, one of {@link #REASONS}; empty where none is asked for, or it has begun. */
    public Optional<String> held() {
        return held;
    }

    /** A challenger that awaits approval is of no use when its champion is gone; unless it is its own approval that replaced it. */
    private void withdrawOvertaken(ChampionPointer champion, List<Episode> all) {
        all.stream()
                .filter(episode -> episode.state() == Episode.State.AWAITING_APPROVAL)
                .filter(episode -> !isOf(champion, episode))
                .forEach(episode -> {
                    boolean approved = own(episode).isPresent();
                    episodes.change(
                            episode.episodeId(),
                            e -> e.state() != Episode.State.AWAITING_APPROVAL
                                    ? e
                                    : approved ? e.approved() : e.withdrawn("the champion was changed meanwhile"));
                });
    }

    private static boolean isOf(ChampionPointer champion, Episode episode) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence())
                .equals(episode.episodeId());
    }

    private Optional<Promotion> own(Episode episode) {
        return champions.history().entries().stream()
                .filter(promotion -> episode.episodeId().equals(promotion.episode()))
                .findFirst();
    }

    /** Not again at once, whatever came of it. A clock that was set back does not make it longer. */
    private boolean mayBeLaunched(Episode episode) {
        String run = episode.episodeId() + "/" + episode.run();
        Instant now = clock.instant();
        Instant last = launched.get(run);
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(betweenLaunches))) {
            return false;
        }
        launched.put(run, now);
        return true;
    }

    /** Why there is none although it is asked for. */
    private Optional<String> openIfAsked(ChampionPointer champion) {
        Optional<VerdictRecord> asking = verdicts.asking(champion);
        if (asking.isEmpty()) {
            return Optional.empty();
        }
        List<Episode> history = episodes.all();
        String id = Episode.id(champion.model(), champion.reference(), champion.sequence());
        Optional<Episode> known =
                history.stream().filter(e -> e.episodeId().equals(id)).findFirst();
        if (known.map(Episode::state).orElse(null) == Episode.State.AWAITING_APPROVAL) {
            return Optional.of("awaiting_approval");
        }
        if (policy.on()
                && known.map(e -> e.state() == Episode.State.PROMOTED || !e.ended())
                        .orElse(false)) {
            return Optional.empty();
        }
        int run = known.map(e -> e.run() + 1).orElse(1);
        return switch (policy.permit(history, run, clock.instant())) {
            case Permission.Held(String reason) -> held(id, reason, known);
            case Permission.Granted()
            when known.isPresent() && known.get().wouldRepeat(labelledFiles.get()) -> held(id, "no_new_rows", known);
            case Permission.Granted() -> {
                heldSaid = "";
                yield open(champion, asking.get(), known);
            }
        };
    }

    /** Said once for each reason, not once for each tick. */
    private Optional<String> held(String id, String reason, Optional<Episode> known) {
        if (heldSaid.equals(id + reason)) {
            return Optional.of(reason);
        }
        heldSaid = id + reason;
        LOG.atInfo()
                .addKeyValue("episode", id)
                .addKeyValue("reason", reason)
                .addKeyValue("last_run", known.map(Episode::reason).orElse(null))
                .log("retraining is asked for and held");
        return Optional.of(reason);
    }

    private Optional<String> open(ChampionPointer champion, VerdictRecord verdict, Optional<Episode> known) {
        if (known.isPresent()) {
            episodes.change(known.get().episodeId(), e -> e.equals(known.get()) ? e.again(clock.instant()) : e);
        } else if (!episodes.open(Episode.request(
                champion.model(),
                champion.reference(),
                champion.sequence(),
                verdict.batchId(),
                verdict.traceparent(),
                clock.instant()))) {
            String id = Episode.id(champion.model(), champion.reference(), champion.sequence());
            return held(id, "its record is there and was not read; see whether it is whole if this goes on", known);
        }
        LOG.atInfo()
                .addKeyValue("episode", Episode.id(champion.model(), champion.reference(), champion.sequence()))
                .addKeyValue("batch", verdict.batchId())
                .log("retraining is requested");
        return Optional.empty();
    }

    /** Every episode there is. */
    public List<Episode> all() {
        return episodes.all();
    }

    /** Returns those of these episodes whose trainer is at work; none where retraining is off, because nothing then tells how a trainer stands. */
    public List<Episode> watched(List<Episode> all) {
        return all.stream()
                .filter(episode -> policy.on() && episode.state() == Episode.State.STARTED)
                .toList();
    }

    /** Notes that the Job of this episode exists. */
    public Episode started(Episode episode) {
        launched.remove(episode.episodeId() + "/" + episode.run());
        return episodes.change(
                episode.episodeId(), e -> e.state() == Episode.State.REQUESTED ? e.started(clock.instant()) : e);
    }

    /**
     * Notes that the Job ended without a result. What the Job itself wrote stands: also when it died after it had changed the champion and before
     * it could tell its episode.
     */
    public Episode failed(Episode episode, JobState.Failed job) {
        Optional<Promotion> own = own(episode);
        return episodes.change(episode.episodeId(), e -> {
            if (e.ended() || e.run() != episode.run()) {
                return e;
            }
            return own.map(promotion -> e.promoted(promotion.model(), promotion.checks(), clock.instant()))
                    .orElseGet(() -> e.failed(job.reason(), clock.instant()));
        });
    }
}
