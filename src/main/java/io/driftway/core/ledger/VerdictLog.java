package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.retrain.Episode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The verdicts in the order of time, read once each. A refresh costs one listing and one read per new verdict; the first one reads only the
 * newest {@value #KEPT}.
 */
public final class VerdictLog {

    /** How many verdicts are kept in memory, beside the first that asks for each retraining. */
    public static final int KEPT = 500;

    /** Older verdicts first; of two of one instant, every replica takes the same for the newer. */
    public static final Comparator<VerdictRecord> BY_TIME =
            Comparator.comparing(VerdictRecord::decidedAt).thenComparing(VerdictRecord::batchId);

    private final ObjectStore store;
    private final RecordFormat format;
    private final DigestSet seen = new DigestSet();
    private final NavigableSet<VerdictRecord> newest = new TreeSet<>(BY_TIME);
    private final Map<String, VerdictRecord> asking = new HashMap<>();

    public VerdictLog(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /** Reads what has come since the last refresh. What a failing store keeps back is read by a later one. */
    public synchronized void refresh() {
        List<Version> unseen = store.list(Keys.VERDICTS).stream()
                .filter(version -> !seen.contains(id(version)))
                .sorted(Comparator.comparing(Version::lastModified).reversed())
                .toList();
        for (Version version : unseen.subList(0, Math.min(KEPT, unseen.size()))) {
            read(version.key()).ifPresent(this::keep);
            seen.add(id(version));
        }
        unseen.forEach(version -> seen.add(id(version)));
    }

    private static String id(Version version) {
        return Keys.id(Keys.VERDICTS, version.key());
    }

    /** A record that cannot be read is passed over: one bad record stops nothing else. */
    private Optional<VerdictRecord> read(String key) {
        try {
            return store.get(key).map(stored -> format.read(key, stored.content(), VerdictRecord.class));
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    private void keep(VerdictRecord verdict) {
        newest.add(verdict);
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
        if (verdict.retrain()) {
            asking.merge(episodeId(verdict.champion()), verdict, (a, b) -> BY_TIME.compare(a, b) <= 0 ? a : b);
        }
    }

    private static String episodeId(ChampionPointer champion) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence());
    }

    /** Newest first, as of the last refresh. */
    public synchronized List<VerdictRecord> newestFirst() {
        return List.copyOf(newest.descendingSet());
    }

    /** The oldest verdict that asks for retraining in this term of this champion, as of the last refresh. */
    public synchronized Optional<VerdictRecord> asking(ChampionPointer champion) {
        return Optional.ofNullable(asking.get(episodeId(champion)));
    }
}
