package io.driftway.core.ledger;

import java.util.Optional;

/** The champion pointer: the one object that is ever overwritten, and only by whoever has read what it holds now. */
public final class Champions {

    private final ObjectStore store;
    private final RecordFormat format;

    public Champions(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** The pointer and the etag under which it was read. */
    public record Current(ChampionPointer pointer, String etag) {}

    public Optional<Current> current() {
        return store.get(Keys.CHAMPION)
                .map(stored -> new Current(
                        format.read(Keys.CHAMPION, stored.content(), ChampionPointer.class),
                        stored.version().etag()));
    }

    /** Makes the first champion; false when there is one already. */
    public boolean first(ChampionPointer pointer) {
        return store.putIfAbsent(Keys.CHAMPION, format.write(pointer)).isPresent();
    }

    /** Replaces the champion that was read; false when it is another by now. */
    public boolean replace(Current read, ChampionPointer pointer) {
        if (pointer.sequence() != read.pointer().sequence() + 1) {
            throw new IllegalArgumentException("promotion " + pointer.sequence() + " cannot follow promotion "
                    + read.pointer().sequence());
        }
        return store.putIfMatch(Keys.CHAMPION, format.write(pointer), read.etag())
                .isPresent();
    }
}
