package io.driftway.stage;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.lifecycle.EpisodeChoice;
import io.driftway.core.lifecycle.EpisodeChoice.Choice;
import io.driftway.core.lifecycle.EpisodeChoice.LabelledRowsSince;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.JobState;
import io.driftway.core.retrain.RetrainPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns verdicts that ask for retraining into one episode, and updates the episode from the state of its Job. */
public final class RetrainStage {

    private static final Logger LOG = LoggerFactory.getLogger(RetrainStage.class);

    private static final Choice.Held UNREADABLE = new Choice.Held(
            "unreadable",
            "the record of its episode exists but could not be read; if this continues, check the record under episodes/");

    private final EpisodeChoice choice;
    private final Champions champions;
    private final Episodes episodes;
    private final RetrainPolicy policy;
    private final Clock clock;

    private final Map<String, Instant> launched = new ConcurrentHashMap<>();
    private final Duration betweenLaunches;
    private volatile String heldSaid = "";
    private volatile Optional<Choice.Held> held = Optional.empty();

    /** One that asks for a Job at each call, until it is there, whatever labelled rows there are. */
    public RetrainStage(
            VerdictLog verdicts, Champions champions, Episodes episodes, RetrainPolicy policy, Clock clock) {
        this(verdicts, champions, episodes, policy, LabelledRowsSince.ALWAYS_ENOUGH, Duration.ZERO, clock);
    }

    /**
     * One for a service.
     *
     * @param labelled counts the labelled rows that are new, without which a trainer is not asked
     * @param betweenLaunches how long a Job that could not be created is not asked for again
     */
    public RetrainStage(
            VerdictLog verdicts,
            Champions champions,
            Episodes episodes,
            RetrainPolicy policy,
            LabelledRowsSince labelled,
            Duration betweenLaunches,
            Clock clock) {
        this.betweenLaunches = betweenLaunches;
        this.choice = new EpisodeChoice(verdicts, champions, episodes, policy, labelled, clock);
        this.champions = champions;
        this.episodes = episodes;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * The episodes that wait for their Job. Opens one where a verdict on the champion asks for it and {@link EpisodeChoice} lets it run. May be
     * called at any time, by the tick and as soon as a breach is committed: a second call opens nothing and starts nothing again.
     */
    public synchronized List<Episode> reconcile() {
        held = openIfAsked();
        List<Episode> all = episodes.all();
        if (all.stream().anyMatch(episode -> episode.state() == Episode.State.AWAITING_APPROVAL)) {
            champions.current().map(Champions.Current::pointer).ifPresent(pointer -> withdrawOvertaken(pointer, all));
        }
        return all.stream()
                .filter(_ -> policy.on())
                .filter(episode -> episode.state() == Episode.State.REQUESTED)
                .filter(this::mayBeLaunched)
                .toList();
    }

    /** Why the retraining that is asked for does not begin; empty where none is asked for, or it has begun. */
    public Optional<Choice.Held> held() {
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

    /** Why there is none although it is asked for; records the run where there is one. */
    private Optional<Choice.Held> openIfAsked() {
        return switch (choice.now()) {
            case Choice.Nothing(String why) -> Optional.empty();
            case Choice.Held held -> said(held);
            case Choice.Run(Episode episode) -> {
                Optional<Choice.Held> unread = open(episode) ? Optional.empty() : said(UNREADABLE);
                heldSaid = unread.isPresent() ? heldSaid : "";
                yield unread;
            }
        };
    }

    /** Said once for each reason, not once for each tick. */
    private Optional<Choice.Held> said(Choice.Held held) {
        if (!heldSaid.equals(held.reason())) {
            heldSaid = held.reason();
            LOG.atInfo()
                    .addKeyValue("reason", held.reason())
                    .addKeyValue("why", held.why())
                    .log("retraining is asked for and held");
        }
        return Optional.of(held);
    }

    /** Records the run of an episode, which another replica may do at the same time; false where its record is there and is not read. */
    private boolean open(Episode episode) {
        String id = episode.episodeId();
        Optional<Episode> known =
                episodes.all().stream().filter(e -> e.episodeId().equals(id)).findFirst();
        boolean first = known.isEmpty()
                ? episodes.open(episode)
                : episodes.change(id, e -> e.ended() && e.run() == episode.run() - 1 ? episode : e)
                                .equals(episode)
                        && !known.get().equals(episode);
        if (first) {
            LOG.atInfo()
                    .addKeyValue("episode", id)
                    .addKeyValue("batch", episode.batchId())
                    .log("retraining is requested");
        }
        return first || known.isPresent();
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
