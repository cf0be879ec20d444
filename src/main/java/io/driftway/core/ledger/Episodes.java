package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.retrain.Episode;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The episodes of retraining, each changed only by whoever has read its newest state. */
public final class Episodes {

    private final ObjectStore store;
    private final RecordFormat format;

    public Episodes(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    public List<Episode> all() {
        return store.list(Keys.EPISODES).stream()
                .map(version -> store.get(version.key()))
                .flatMap(Optional::stream)
                .map(this::read)
                .toList();
    }

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

    private Episode read(Stored stored) {
        return format.read(stored.version().key(), stored.content(), Episode.class);
    }

    private static String key(String episodeId) {
        return Keys.record(Keys.EPISODES, episodeId);
    }
}
