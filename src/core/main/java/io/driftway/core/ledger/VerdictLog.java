package io.driftway.core.ledger;

import io.driftway.core.batch.Sha256;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.retrain.Episode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Lists the verdicts in the order of time. It checks each for a request for retraining, and keeps the newest {@value #KEPT} for display. A refresh costs one listing, and one
 * read for each new verdict.
 *
 * <p>A new process does not read again what others have read: {@code verdicts-read.json} notes the position, and which verdicts asked. The note counts only while the listing
 * holds exactly the versions that it was made from; otherwise the process reads everything. Safe for any number of threads and processes on one store.
 */
public final class VerdictLog {

    /** How many verdicts are kept in memory, beside the first and the newest that ask for each retraining. */
    public static final int KEPT = 500;

    /** After so many reads the note is written anew. */
    static final int NOTED_EVERY = 1_000;

    /** A verdict may appear in the listing a little after a younger one. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    /** Older verdicts first; of two of one instant, every replica takes the same for the newer. */
    public static final Comparator<VerdictRecord> BY_TIME =
            Comparator.comparing(VerdictRecord::decidedAt).thenComparing(VerdictRecord::batchId);

    private final ObjectStore store;
    private final RecordFormat format;
    private final DigestSet seen = new DigestSet();
    private final NavigableSet<VerdictRecord> newest = new TreeSet<>(BY_TIME);
    private final Map<String, Asking> asking = new HashMap<>();
    private boolean recalled;
    private int unnoted;

    /** The verdicts of one term of a champion that ask for retraining: the first and the newest of them. */
    private record Asking(VerdictRecord first, VerdictRecord newest) {

        static Asking merge(Asking a, Asking b) {
            return new Asking(
                    BY_TIME.compare(a.first, b.first) <= 0 ? a.first : b.first,
                    BY_TIME.compare(a.newest, b.newest) >= 0 ? a.newest : b.newest);
        }
    }

    /**
     * What need not be read again.
     *
     * @param before all verdicts older than this, by the store's clock, were read
     * @param versions sha256 of their keys and etags
     * @param asking the first and the newest one for each retraining; a release of before noted the first alone
     */
    record ReadVerdicts(Instant before, String versions, List<String> asking) {

        ReadVerdicts {
            asking = List.copyOf(asking);
        }
    }

    public VerdictLog(ObjectStore store, RecordFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Reads what has come since the last refresh, however much it is. What a failing store keeps back is read by a later one. The first refresh on a
     * store without a note reads every verdict.
     */
    public void refresh() {
        List<Version> listed = listed();
        readNewest(listed);
        recall(listed);
        for (int i = 0; i < listed.size(); i++) {
            read(listed.get(i));
            boolean last = i == listed.size() - 1;
            if (unnoted() >= NOTED_EVERY && (last || !hasSeen(listed.get(i + 1)))) {
                note(listed, last ? Instant.MAX : listed.get(i + 1).lastModified());
            }
        }
    }

    /** Reads of what has come only what is shown. The rest waits for a {@link #refresh}. */
    public void refreshNewest() {
        readNewest(listed());
    }

    /** Oldest first. */
    private List<Version> listed() {
        return store.list(Keys.VERDICTS).stream()
                .sorted(Comparator.comparing(Version::lastModified))
                .toList();
    }

    private void readNewest(List<Version> listed) {
        listed.subList(Math.max(0, listed.size() - KEPT), listed.size())
                .reversed()
                .forEach(this::read);
    }

    private void read(Version version) {
        if (!hasSeen(version)) {
            read(version.key());
            see(version);
        }
    }

    /** A record that cannot be read is passed over: one bad record stops nothing else. */
    private void read(String key) {
        try {
            store.get(key)
                    .map(stored -> format.read(key, stored.content(), VerdictRecord.class))
                    .ifPresent(this::keep);
        } catch (MalformedRecord unreadable) {
            // The other verdicts are still looked at.
        }
    }

    private synchronized boolean hasSeen(Version version) {
        return seen.contains(id(version));
    }

    private synchronized void see(Version version) {
        if (seen.add(id(version))) {
            unnoted++;
        }
    }

    private synchronized int unnoted() {
        return unnoted;
    }

    private static String id(Version version) {
        return Keys.id(Keys.VERDICTS, version.key());
    }

    private synchronized void keep(VerdictRecord verdict) {
        newest.add(verdict);
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
        if (verdict.retrain()) {
            asking.merge(episodeId(verdict.champion()), new Asking(verdict, verdict), Asking::merge);
        }
    }

    private static String episodeId(ChampionPointer champion) {
        return Episode.id(champion.model(), champion.reference(), champion.sequence());
    }

    /** Takes over the note, once, if the store still holds exactly the verdicts that it was made from. */
    private void recall(List<Version> listed) {
        synchronized (this) {
            if (recalled) {
                return;
            }
        }
        Optional<ReadVerdicts> note = store.get(Keys.VERDICTS_READ).flatMap(this::noted);
        if (note.isPresent()) {
            List<Version> known = before(listed, note.get().before());
            if (versions(known).equals(note.get().versions())) {
                note.get().asking().forEach(id -> read(Keys.record(Keys.VERDICTS, id)));
                synchronized (this) {
                    known.forEach(version -> seen.add(id(version)));
                }
            }
        }
        synchronized (this) {
            recalled = true;
        }
    }

    /** One that cannot be read says nothing: it follows from the verdicts. */
    private Optional<ReadVerdicts> noted(Stored stored) {
        try {
            return Optional.of(format.read(Keys.VERDICTS_READ, stored.content(), ReadVerdicts.class));
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    /** Whoever else writes it meanwhile has read the same verdicts. */
    private void note(List<Version> listed, Instant firstUnread) {
        Instant settled = listed.getLast().lastModified().minus(SETTLED);
        Instant before = firstUnread.isBefore(settled) ? firstUnread : settled;
        byte[] content;
        synchronized (this) {
            unnoted = 0;
            content = format.write(new ReadVerdicts(
                    before,
                    versions(before(listed, before)),
                    asking.values().stream()
                            .flatMap(asked -> Stream.of(asked.first(), asked.newest()))
                            .map(VerdictRecord::batchId)
                            .distinct()
                            .sorted()
                            .toList()));
        }
        Optional<Stored> there = store.get(Keys.VERDICTS_READ);
        if (there.isEmpty()) {
            store.putIfAbsent(Keys.VERDICTS_READ, content);
        } else if (there.flatMap(this::noted)
                .filter(other -> other.before().isAfter(before))
                .isEmpty()) {
            store.putIfMatch(Keys.VERDICTS_READ, content, there.get().version().etag());
        }
    }

    private static List<Version> before(List<Version> listed, Instant instant) {
        return listed.stream()
                .filter(version -> version.lastModified().isBefore(instant))
                .toList();
    }

    private static String versions(List<Version> known) {
        return Sha256.of(known.stream()
                .sorted(Comparator.comparing(Version::key))
                .flatMap(version -> Stream.of(version.key(), version.etag()))
                .toArray(String[]::new));
    }

    /** Newest first, as of the last refresh. */
    public synchronized List<VerdictRecord> newestFirst() {
        return List.copyOf(newest.descendingSet());
    }

    /** The oldest verdict that asks for retraining in this term of this champion, as of the last refresh. */
    public synchronized Optional<VerdictRecord> asking(ChampionPointer champion) {
        return Optional.ofNullable(asking.get(episodeId(champion))).map(Asking::first);
    }

    /** The newest verdict that asks for retraining in this term of this champion, as of the last refresh. */
    public synchronized Optional<VerdictRecord> newestAsking(ChampionPointer champion) {
        return Optional.ofNullable(asking.get(episodeId(champion))).map(Asking::newest);
    }
}
