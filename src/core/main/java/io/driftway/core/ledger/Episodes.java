package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.retrain.Episode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** Stores the episodes of retraining. Only whoever has read the newest state of an episode can change it. */
public final class Episodes {

    private final ObjectStore store;
    private final RecordFormat format;

    /** What the last listing showed. */
    private Map<Version, Optional<Episode>> last = Map.of();

    public Episodes(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** Every episode that can be read: one bad record stops no other. Costs one listing, and a read of each that has changed since the last call. */
    public synchronized List<Episode> all() {
        Map<Version, Optional<Episode>> now = new LinkedHashMap<>();
        for (Version version : store.list(Keys.EPISODES)) {
            Optional<Episode> known = last.get(version);
            now.put(version, known == null ? readable(version.key()) : known);
        }
        last = now;
        return now.values().stream().flatMap(Optional::stream).toList();
    }

    private Optional<Episode> readable(String key) {
        try {
            return store.get(key).map(this::read);
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Reads the newest state of an episode; empty where there is none of this id.
     *
     * @throws MalformedRecord when its record cannot be read
     */
    public Optional<Episode> find(String episodeId) {
        return store.get(key(episodeId)).map(this::read);
    }

    /** Records a new episode; false when there is one of this id. */
    public boolean open(Episode episode) {
        return store.putIfAbsent(key(episode.episodeId()), format.write(episode))
                .isPresent();
    }

    /**
     * Applies a move to the newest state, again and again while others write in between. The move may answer the episode unchanged, which
     * writes nothing.
     *
     * @return the state after the move
     */
    public Episode change(String episodeId, UnaryOperator<Episode> move) {
        while (true) {
            Stored stored =
                    store.get(key(episodeId)).orElseThrow(() -> new MalformedRecord(key(episodeId), "no such episode"));
            Episode before = read(stored);
            Episode after = move.apply(before);
            if (after.equals(before)
                    || store.putIfMatch(
                                    key(episodeId),
                                    format.write(after),
                                    stored.version().etag())
                            .isPresent()) {
                return after;
            }
        }
    }

    /** Moves a requested run to started; true if it is this call that did, of all that try. */
    public boolean start(Episode requested, Instant now) {
        AtomicBoolean first = new AtomicBoolean();
        change(requested.episodeId(), e -> {
            first.set(e.state() == Episode.State.REQUESTED && e.run() == requested.run());
            return first.get() ? e.started(now) : e;
        });
        return first.get();
    }

    private Episode read(Stored stored) {
        return format.read(stored.version().key(), stored.content(), Episode.class);
    }

    private static String key(String episodeId) {
        return Keys.record(Keys.EPISODES, episodeId);
    }
}
