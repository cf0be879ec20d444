package io.driftway.core.ledger;

import java.util.Comparator;
import java.util.Optional;

/**
 * The champion pointer, the one object that is ever overwritten and only by whoever has read what it holds now; and beside it the ledger of
 * its changes, which only grows.
 *
 * <p>The pointer is the commit point. It carries everything that its ledger entry needs, so that a process that dies between the two writes
 * loses nothing: before the pointer is moved on, whenever it is put into service, and whenever the history is asked for, an entry that
 * lacks is written. Entries are put-if-absent, and all writers write the same.
 */
public final class Champions {

    private final ObjectStore store;
    private final RecordFormat format;

    public Champions(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** The newest promotion and the etag under which it was read. */
    public record Current(Promotion promotion, String etag) {

        public ChampionPointer pointer() {
            return promotion.pointer();
        }
    }

    public Optional<Current> current() {
        return store.get(Keys.CHAMPION)
                .map(stored -> new Current(
                        format.read(Keys.CHAMPION, stored.content(), Promotion.class)
                                .datedBy(stored.version().lastModified()),
                        stored.version().etag()));
    }

    /** Makes the first champion; false when there is one already. */
    public boolean first(Promotion promotion) {
        if (store.putIfAbsent(Keys.CHAMPION, format.write(promotion)).isEmpty()) {
            return false;
        }
        note(promotion);
        return true;
    }

    /** Replaces the champion that was read; false when it is another by now. */
    public boolean replace(Current read, Promotion promotion) {
        if (promotion.sequence() != read.promotion().sequence() + 1) {
            throw new IllegalArgumentException("promotion " + promotion.sequence() + " cannot follow promotion "
                    + read.promotion().sequence());
        }
        note(read.promotion());
        Promotion next = promotion.notBefore(read.promotion().at());
        if (store.putIfMatch(Keys.CHAMPION, format.write(next), read.etag()).isEmpty()) {
            return false;
        }
        note(next);
        return true;
    }

    /** Writes the ledger entry of a promotion that was read from the pointer, where it lacks. */
    public void note(Promotion promotion) {
        store.putIfAbsent(Keys.promotion(promotion.sequence()), format.write(promotion));
    }

    /** Every change of champion, the newest one included. */
    public Promotions history() {
        current().map(Current::promotion).ifPresent(this::note);
        return new Promotions(store.list(Keys.PROMOTIONS).stream()
                .filter(version -> !Keys.id(Keys.PROMOTIONS, version.key()).isEmpty())
                .map(version -> store.get(version.key()))
                .flatMap(Optional::stream)
                .map(stored -> format.read(stored.version().key(), stored.content(), Promotion.class))
                .sorted(Comparator.comparing(Promotion::sequence))
                .toList());
    }
}
