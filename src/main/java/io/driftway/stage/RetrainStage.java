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
        champions.current().map(Champions.Current::pointer).ifPresent(this::openIfAsked);
        return episodes.all().stream()
                .filter(episode -> episode.state() == Episode.State.REQUESTED)
                .filter(this::mayBeLaunched)
                .toList();
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

    private void openIfAsked(ChampionPointer champion) {
        Optional<VerdictRecord> asking = verdicts.asking(champion);
        if (asking.isEmpty()) {
            return;
        }
        List<Episode> history = episodes.all();
        String id = Episode.id(champion.model(), champion.reference(), champion.sequence());
        Optional<Episode> known =
                history.stream().filter(e -> e.episodeId().equals(id)).findFirst();
        if (known.map(e -> e.state() == Episode.State.PROMOTED || !e.ended()).orElse(false)) {
            return;
        }
        int run = known.map(e -> e.run() + 1).orElse(1);
        switch (policy.permit(history, run, clock.instant())) {
            case Permission.Held(String reason) -> sayHeld(id, reason, known);
            case Permission.Granted() -> {
                if (known.isPresent() && known.get().wouldRepeat(labelledFiles.get())) {
                    sayHeld(id, "no_new_rows", known);
                    return;
                }
                heldSaid = "";
                open(champion, asking.get(), known);
            }
        }
    }

    /** Once for each reason, not once for each tick. */
    private void sayHeld(String id, String reason, Optional<Episode> known) {
        if (heldSaid.equals(id + reason)) {
            return;
        }
        heldSaid = id + reason;
        LOG.atInfo()
                .addKeyValue("episode", id)
                .addKeyValue("reason", reason)
                .addKeyValue("last_run", known.map(Episode::reason).orElse(null))
                .log("retraining is asked for and held");
    }

    private void open(ChampionPointer champion, VerdictRecord verdict, Optional<Episode> known) {
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
            sayHeld(id, "its record is there and was not read; see whether it is whole if this goes on", known);
            return;
        }
        LOG.atInfo()
                .addKeyValue("episode", Episode.id(champion.model(), champion.reference(), champion.sequence()))
                .addKeyValue("batch", verdict.batchId())
                .log("retraining is requested");
    }

    /** Every episode there is. */
    public List<Episode> all() {
        return episodes.all();
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
        Optional<Promotion> own = champions.history().entries().stream()
                .filter(promotion -> episode.episodeId().equals(promotion.episode()))
                .findFirst();
        return episodes.change(episode.episodeId(), e -> {
            if (e.ended() || e.run() != episode.run()) {
                return e;
            }
            return own.map(promotion -> e.promoted(promotion.model(), promotion.checks(), clock.instant()))
                    .orElseGet(() -> e.failed(job.reason(), clock.instant()));
        });
    }
}
