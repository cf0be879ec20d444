package io.driftway.core.lifecycle;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.Promotion;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.Episode.Decision;
import io.driftway.core.retrain.Episode.State;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes a person's answer on a challenger that awaits approval.
 *
 * <p>The answer is first written into the episode by a conditional write, so there is only one. Then the challenger is promoted, or the episode ends. If the process dies in
 * between, the same command does the rest.
 */
public final class Approvals {

    private final Champions champions;
    private final Episodes episodes;
    private final ModelHistory models;
    private final Clock clock;

    public Approvals(Champions champions, Episodes episodes, ModelHistory models, Clock clock) {
        this.champions = champions;
        this.episodes = episodes;
        this.models = models;
        this.clock = clock;
    }

    /**
     * Makes the challenger champion.
     *
     * @param prefix the beginning of the episode's id
     * @param why a sentence
     * @param who user and host
     * @throws Unpromotable when it is not to be decided on, or its champion is gone
     */
    public Promotion approve(String prefix, String why, String who) {
        Episode episode = find(prefix);
        if (episode.undecided()) {
            requireChampion(episode);
            models.load(String.valueOf(episode.challenger()));
        }
        Decision decision = new Decision(true, who, why, clock.instant());
        Episode decided = decide(episode, decision);
        Optional<Decision> taken = Optional.ofNullable(decided.decision()).filter(Decision::approved);
        if (taken.isEmpty() || decided.state() != State.AWAITING_APPROVAL) {
            throw notWaiting(decided);
        }
        Promotion promotion = promote(decided, taken.get());
        if (!taken.get().equals(decision)) {
            throw new Unpromotable("episode " + ModelHistory.shortly(decided.episodeId()) + " was approved by "
                    + taken.get().who() + " already: promotion " + promotion.sequence());
        }
        return promotion;
    }

    /** Gives the challenger up, like {@link #approve}. */
    public Episode reject(String prefix, String why, String who) {
        Decision decision = new Decision(false, who, why, clock.instant());
        Episode decided = decide(find(prefix), decision);
        if (!decision.equals(decided.decision())) {
            throw notWaiting(decided);
        }
        return decided;
    }

    private Episode decide(Episode episode, Decision decision) {
        return episodes.change(
                episode.episodeId(),
                e -> !e.undecided()
                        ? e
                        : decision.approved()
                                ? e.decided(decision)
                                : e.decided(decision)
                                        .withdrawn("rejected by " + decision.who() + ": " + decision.why()));
    }

    private Promotion promote(Episode episode, Decision decision) {
        Optional<Promotion> done = own(episode);
        if (done.isEmpty()) {
            Champions.Current current = requireChampion(episode);
            Bundle challenger = models.load(String.valueOf(episode.challenger()));
            Promotion before = current.promotion();
            Promotion promotion = Promotion.of(
                            ModelRegistry.pointer(challenger, before.sequence() + 1, episode.episodeId()),
                            Promotion.Kind.RETRAIN,
                            decision.at(),
                            decision.who(),
                            decision.why(),
                            (challenger.model().manifest().metrics()),
                            new Promotion.Former(before.model(), before.reference(), models.figures(before)))
                    .withChecks(episode.checks());
            models.verify(promotion);
            if (!champions.replace(current, promotion)) {
                return promote(episode, decision);
            }
            done = Optional.of(promotion);
        }
        episodes.change(episode.episodeId(), e -> e.state() == State.AWAITING_APPROVAL ? e.approved() : e);
        return done.get();
    }

    private Optional<Promotion> own(Episode episode) {
        return champions.history().entries().stream()
                .filter(promotion -> episode.episodeId().equals(promotion.episode()))
                .findFirst();
    }

    private Champions.Current requireChampion(Episode episode) {
        Optional<Champions.Current> current = champions.current().filter(c -> isOf(c.pointer(), episode));
        return current.orElseThrow(() -> new Unpromotable("the champion of episode "
                + ModelHistory.shortly(episode.episodeId())
                + " was changed meanwhile, nothing is done; driftway models promote "
                + ModelHistory.shortly(String.valueOf(episode.challenger()))
                + " makes its challenger champion all the same"));
    }

    private static boolean isOf(ChampionPointer champion, Episode episode) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence())
                .equals(episode.episodeId());
    }

    private Episode find(String prefix) {
        List<Episode> found = episodes.all().stream()
                .filter(episode -> episode.episodeId().startsWith(prefix))
                .toList();
        if (found.isEmpty()) {
            throw new Unpromotable("no episode in the store begins with " + prefix + "; the status page shows them");
        }
        if (found.size() > 1) {
            throw new Unpromotable(found.size() + " episodes begin with " + prefix + ": "
                    + found.stream()
                            .map(episode -> ModelHistory.shortly(episode.episodeId()))
                            .collect(Collectors.joining(", "))
                    + "; give more of the id");
        }
        return found.getFirst();
    }

    private static Unpromotable notWaiting(Episode episode) {
        Decision decision = episode.decision();
        return new Unpromotable("episode " + ModelHistory.shortly(episode.episodeId()) + " does not await approval: "
                + (decision == null
                        ? "it is "
                                + episode.state()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ')
                        : (decision.approved() ? "approved by " : "rejected by ") + decision.who() + " at "
                                + decision.at()));
    }
}
