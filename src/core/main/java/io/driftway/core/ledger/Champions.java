package io.driftway.core.ledger;

import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and moves the champion pointer, and keeps the ledger of its changes. The pointer is the only object that is overwritten, and only by whoever has read its present
 * content. The ledger only grows.
 *
 * <p>The pointer is the commit point and holds all that its ledger entry needs. So a process that dies between the two writes loses nothing. A missing entry is written before the
 * pointer moves on, when the champion goes into service, and when somebody asks for the history. Entries are put-if-absent, and all writers write the same bytes.
 */
public final class Champions {

    private static final String REMEDY = "copy the newest file of " + Keys.PROMOTIONS + " over it";

    private final ObjectStore store;
    private final RecordFormat format;

    public Champions(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** The newest promotion and the etag under which it was read. */
    public record Current(Promotion promotion, String etag) {

        /** Returns what the promotion made champion. */
        public ChampionPointer pointer() {
            return promotion.pointer();
        }
    }

    /**
     * Reads the pointer.
     *
     * @throws MalformedRecord when it is no pointer, or has a field that is not one of a {@link Promotion}'s
     */
    public Optional<Current> current() {
        return store.get(Keys.CHAMPION)
                .map(stored -> new Current(
                        pointed(stored.content()).datedBy(stored.version().lastModified()),
                        stored.version().etag()));
    }

    private Promotion pointed(byte[] content) {
        Promotion promotion = format.readStrictly(Keys.CHAMPION, content, Promotion.class, REMEDY);
        requireName("model", promotion.model());
        requireName("reference", promotion.reference());
        requireName("schema", promotion.schema());
        if (promotion.sequence() < 1) {
            throw refused("the field sequence is " + promotion.sequence() + ", and promotions count from 1");
        }
        return promotion;
    }

    private static void requireName(String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw refused("the field " + field + " is missing or empty");
        }
    }

    private static MalformedRecord refused(String fault) {
        return new MalformedRecord(Keys.CHAMPION, fault, REMEDY);
    }

    /**
     * Holds a pointer against the ledger, so that nothing is promoted twice under one number.
     *
     * @throws MalformedRecord when the ledger has another promotion of its number, or a later one
     */
    public void verify(Current read) {
        long sequence = read.promotion().sequence();
        Optional<Promotion> known = store.get(Keys.promotion(sequence)).map(this::entry);
        if (known.isPresent() && !known.get().pointer().equals(read.pointer())) {
            throw refused(
                    "promotion " + sequence + " is of model " + read.pointer().model() + " here, and of model "
                            + known.get().model() + " in " + Keys.promotion(sequence));
        }
        String newest = store.list(Keys.PROMOTIONS).stream()
                .map(ObjectStore.Version::key)
                .max(Comparator.naturalOrder())
                .orElse("");
        boolean overtaken =
                current().filter(now -> now.etag().equals(read.etag())).isEmpty();
        if (newest.compareTo(Keys.promotion(sequence)) > 0 && !overtaken) {
            throw refused("the field sequence is " + sequence + ", and " + newest + " is there already");
        }
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
        verify(read);
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
                .map(this::entry)
                .sorted(Comparator.comparing(Promotion::sequence))
                .toList());
    }

    private Promotion entry(ObjectStore.Stored stored) {
        return format.read(stored.version().key(), stored.content(), Promotion.class);
    }
}
