package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Version;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The verdicts in the order of time, read once each. A refresh costs one listing and one read per new verdict; at the first one, only the
 * newest {@value #KEPT} are read.
 */
public final class VerdictLog {

    /** How many verdicts are kept in memory. */
    public static final int KEPT = 500;

    private static final Comparator<VerdictRecord> BY_TIME =
            Comparator.comparing(VerdictRecord::decidedAt).thenComparing(VerdictRecord::batchId);

    private final ObjectStore store;
    private final RecordFormat format;
    private final Set<String> seen = new HashSet<>();
    private final NavigableSet<VerdictRecord> newest = new TreeSet<>(BY_TIME);

    public VerdictLog(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** Reads what has come since the last refresh. A record that cannot be read is passed over; the checker of the ledger names it. */
    public synchronized void refresh() {
        store.list(Keys.VERDICTS).stream()
                .filter(version -> seen.add(version.key()))
                .sorted(Comparator.comparing(Version::lastModified).reversed())
                .limit(KEPT)
                .forEach(version -> read(version.key()).ifPresent(newest::add));
        while (newest.size() > KEPT) {
            newest.removeFirst();
        }
    }

    private Optional<VerdictRecord> read(String key) {
        try {
            return store.get(key).map(stored -> format.read(key, stored.content(), VerdictRecord.class));
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    /** Newest first, as of the last refresh. */
    public synchronized List<VerdictRecord> newestFirst() {
        return List.copyOf(newest.descendingSet());
    }

    /** The oldest kept verdict that asks for retraining this model on this reference. */
    public synchronized Optional<VerdictRecord> asking(ChampionPointer champion) {
        return newest.stream()
                .filter(VerdictRecord::retrain)
                .filter(v -> v.champion().model().equals(champion.model())
                        && v.champion().reference().equals(champion.reference()))
                .findFirst();
    }
}
