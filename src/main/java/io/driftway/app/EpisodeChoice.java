package io.driftway.app;

import io.driftway.core.ledger.ChampionPointer;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.VerdictLog;
import io.driftway.core.ledger.VerdictRecord;
import io.driftway.core.retrain.Episode;
import io.driftway.core.retrain.RetrainPolicy;
import io.driftway.core.retrain.RetrainPolicy.Permission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which episode a trainer takes up that was given none. Nothing is written here: a trainer that dies leaves no episode behind that blocks the
 * next, and where the service asks for the same one meanwhile, both come to the same challenger and one of them moves the pointer.
 */
public final class EpisodeChoice {

    /** What to do. */
    public sealed interface Choice {

        record Run(Episode episode) implements Choice {}

        /** @param why for a person */
        record Nothing(String why) implements Choice {}
    }

    private final VerdictLog verdicts;
    private final Champions champions;
    private final Episodes episodes;
    private final RetrainPolicy policy;
    private final Supplier<String> labelledFiles;
    private final Duration patience;
    private final Clock clock;

    EpisodeChoice(
            VerdictLog verdicts,
            Champions champions,
            Episodes episodes,
            RetrainPolicy policy,
            Supplier<String> labelledFiles,
            Duration patience,
            Clock clock) {
        this.verdicts = verdicts;
        this.champions = champions;
        this.episodes = episodes;
        this.policy = policy;
        this.labelledFiles = labelledFiles;
        this.patience = patience;
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
            return awaiting(known);
        }
        return new Choice.Run(
                known != null && !known.ended()
                        ? known
                        : next(pointer, known, verdicts.asking(pointer).orElse(null)));
    }

    /**
     * The safety net for a service that is down: what it would have begun, had it been up, for longer than the patience ago. A Job that was
     * created is left to itself.
     */
    public Choice ifAsked() {
        Optional<Champions.Current> champion = champions.current();
        if (champion.isEmpty()) {
            return new Choice.Nothing("there is no champion yet");
        }
        verdicts.refresh();
        ChampionPointer pointer = champion.get().pointer();
        Optional<VerdictRecord> asking = verdicts.asking(pointer);
        if (asking.isEmpty()) {
            return new Choice.Nothing("no verdict on the champion asks for retraining");
        }
        Instant patiently = clock.instant().minus(patience);
        if (asking.get().decidedAt().isAfter(patiently)) {
            return new Choice.Nothing("retraining was asked for less than " + patience + " ago");
        }
        List<Episode> history = episodes.all();
        Episode known = history.stream()
                .filter(episode -> episode.episodeId().equals(id(pointer)))
                .findFirst()
                .orElse(null);
        if (known != null && known.state() == Episode.State.AWAITING_APPROVAL) {
            return awaiting(known);
        }
        if (policy.on() && known != null && known.state() == Episode.State.REQUESTED) {
            return known.requests().getLast().isAfter(patiently)
                    ? new Choice.Nothing("its episode was requested less than " + patience + " ago")
                    : new Choice.Run(known);
        }
        return switch (policy.permit(history, known == null ? 1 : known.run() + 1, patiently)) {
            case Permission.Held(String reason) -> new Choice.Nothing("retraining is asked for and held: " + reason);
            case Permission.Granted() ->
                known != null && known.wouldRepeat(labelledFiles.get())
                        ? new Choice.Nothing("retraining is asked for and held: no_new_rows")
                        : new Choice.Run(next(pointer, known, asking.get()));
        };
    }

    private static Choice awaiting(Episode episode) {
        String id = ModelHistory.shortly(episode.episodeId());
        return new Choice.Nothing("episode " + id + " awaits approval; decide with driftway models approve " + id
                + " or driftway models reject " + id);
    }

    private Episode next(ChampionPointer champion, @Nullable Episode known, @Nullable VerdictRecord asking) {
        return known != null
                ? known.again(clock.instant())
                : Episode.request(
                        champion.model(),
                        champion.reference(),
                        champion.sequence(),
                        asking == null ? null : asking.batchId(),
                        asking == null ? null : asking.traceparent(),
                        clock.instant());
    }

    private static String id(ChampionPointer champion) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence());
    }
}
