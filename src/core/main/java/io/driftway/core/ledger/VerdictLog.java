package io.driftway.core.ledger;

import io.driftway.core.batch.Sha256;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.retrain.Episode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists the verdicts in the order of time. It checks each for a request for retraining, and keeps the newest {@value #KEPT} for display.
 *
 * <p>Verdicts stand by the hour in which their batch was last modified. A log {@linkplain #watching that watches} lists at each refresh only the hours in which batches wait, and the
 * last two. {@link #refreshAll} looks at every verdict; another process may have judged a batch of long ago. A new process does not read again what others have read:
 * {@code verdicts-seen.json} notes up to which hour, which verdicts there were, and which asked. Where a listing of all shows other verdicts in a part of the past than the note, that part is read.
 *
 * <p>Safe for any number of threads and processes on one store.
 */
public final class VerdictLog {

    /** How many verdicts are kept in memory, beside the first and the newest that ask for each retraining. */
    public static final int KEPT = 500;

    /** After so many reads the note is written anew. */
    static final int NOTED_EVERY = 1_000;

    /** A verdict that comes later than this after its batch is found by a look at all. */
    private static final Duration SETTLED = Duration.ofHours(2);

    /** How long the note tells hours apart. */
    private static final Duration FINE = Duration.ofDays(7);

    /** Older verdicts first; of two of one instant, every replica takes the same for the newer. */
    public static final Comparator<VerdictRecord> BY_TIME =
            Comparator.comparing(VerdictRecord::decidedAt).thenComparing(VerdictRecord::batchId);

    private static final ReadVerdicts NOTHING = new ReadVerdicts("", Map.of(), List.of());

    private final ObjectStore store;
    private final RecordFormat format;
    private final Clock clock;
    /** Null where every refresh looks at all. */
    private final @Nullable Supplier<? extends Collection<String>> hoursAtWork;

    private final Object lookingAtAll = new Object();
    private final DigestSet seen = new DigestSet();
    private final NavigableSet<VerdictRecord> newest = new TreeSet<>(BY_TIME);
    private final Map<String, Asking> asking = new HashMap<>();
    private ReadVerdicts trusted = NOTHING;
    private boolean noteTaken;
    private boolean recalled;
    private boolean shown;
    private int unnoted;
    private volatile Consumer<VerdictRecord> listener = verdict -> {};

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
     * @param until all verdicts of earlier hours were read; empty before the first look at all has ended
     * @param parts what was read: by day or hour, or by first digit of those that name no hour, which verdicts there were: a sum over their keys and etags
     * @param asking the first and the newest one for each retraining
     */
    record ReadVerdicts(String until, Map<String, Long> parts, List<String> asking) {

        ReadVerdicts {
            parts = new TreeMap<>(parts);
            asking = List.copyOf(asking);
        }
    }

    private VerdictLog(
            ObjectStore store,
            RecordFormat format,
            Clock clock,
            @Nullable Supplier<? extends Collection<String>> hoursAtWork) {
        this.store = store;
        this.format = format;
        this.clock = clock;
        this.hoursAtWork = hoursAtWork;
    }

    /** Makes a log that looks at all verdicts at each refresh, for a process that ends soon. */
    public VerdictLog(ObjectStore store, RecordFormat format) {
        this(store, format, Clock.systemUTC(), null);
    }

    /**
     * Makes a log for a process that goes on, and calls {@link #refreshAll} now and then.
     *
     * @param hoursAtWork {@link Ledger#hoursAtWork}
     */
    public static VerdictLog watching(
            ObjectStore store, RecordFormat format, Clock clock, Supplier<? extends Collection<String>> hoursAtWork) {
        return new VerdictLog(store, format, clock, hoursAtWork);
    }

    /** Reads the verdict that a batch ended in; empty where it has none. */
    public static Optional<VerdictRecord> read(ObjectStore store, RecordFormat format, String batchId) {
        String key = Keys.record(Keys.ENDED, batchId);
        return store.get(key)
                .map(stored -> format.read(key, stored.content(), FinalRecord.class))
                .flatMap(ending -> Optional.ofNullable(ending.verdict()));
    }

    /**
     * Reads what has come since the last refresh, however much it is. What a failing store keeps back is read by a later one. The first refresh on a
     * store without a note reads every verdict.
     */
    public void refresh() {
        if (hoursAtWork == null) {
            refreshAll();
            return;
        }
        ReadVerdicts note = recall();
        boolean first;
        synchronized (this) {
            first = !recalled;
        }
        if (first && note.until().isEmpty()) {
            refreshAll();
        } else {
            List<Version> come = new ArrayList<>(listed(hoursAtWork.get()));
            if (first) {
                listed(since(note.until())).stream()
                        .filter(version -> Keys.hour(version.key()).compareTo(note.until()) >= 0)
                        .forEach(come::add);
            }
            readAll(Hours.byAge(come));
        }
        synchronized (this) {
            recalled = true;
        }
    }

    /** Looks at every verdict there is, and reads those that were not read. What it holds in memory is the names of one hour, or of one day. */
    public void refreshAll() {
        synchronized (lookingAtAll) {
            lookAtAll();
        }
    }

    private void lookAtAll() {
        refreshNewest();
        Parts parts = new Parts(recall());
        store.each(Keys.byHour(Keys.VERDICTS, ""), parts::next);
        parts.end();
        for (String prefix : Keys.undated(Keys.VERDICTS)) {
            store.each(prefix, parts::next);
            parts.end();
        }
        if (parts.noted || unnoted() >= NOTED_EVERY) {
            String until = Hours.of(clock.instant().minus(SETTLED));
            note(until, parts.before(until));
        }
        synchronized (this) {
            trusted = NOTHING;
            noteTaken = true;
            recalled = true;
        }
    }

    /** Reads of what has come only what is shown. The rest waits for a {@link #refresh}. */
    public void refreshNewest() {
        boolean first;
        synchronized (this) {
            first = !shown;
        }
        readNewest(
                first || hoursAtWork == null
                        ? Hours.newest(store, Keys.VERDICTS, KEPT, clock.instant())
                        : listed(hoursAtWork.get()));
        synchronized (this) {
            shown = true;
        }
    }

    /** Oldest first. */
    private List<Version> listed(Collection<String> hours) {
        return Hours.byAge(hours.stream()
                .flatMap(hour -> store.list(Keys.byHour(Keys.VERDICTS, hour)).stream())
                .toList());
    }

    /** The days from that of this hour to today. */
    private Collection<String> since(String hour) {
        List<String> days = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (LocalDate day = LocalDate.parse(hour.substring(0, Hours.DAY));
                !day.isAfter(today);
                day = day.plusDays(1)) {
            days.add(day.toString());
        }
        return Hours.covering(days);
    }

    private void readAll(List<Version> listed) {
        readNewest(listed);
        listed.forEach(this::read);
    }

    private void readNewest(List<Version> listed) {
        listed.subList(Math.max(0, listed.size() - KEPT), listed.size())
                .reversed()
                .forEach(this::read);
    }

    private void read(Version version) {
        if (!hasSeen(version)) {
            read(version.key(), () -> store.get(version.key())
                    .map(stored -> format.read(version.key(), stored.content(), VerdictRecord.class)));
            see(version);
        }
    }

    /** A record that cannot be read is passed over: one bad record stops nothing else. */
    private void read(String key, Supplier<Optional<VerdictRecord>> record) {
        try {
            record.get().ifPresent(this::keep);
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

    /**
     * From now on hands on each verdict that is read, once. What was in the store before is for the listener to look up: it may be passed over, because others have checked it. The listener
     * must be quick and call nothing of this log.
     */
    void tell(Consumer<VerdictRecord> listener) {
        this.listener = listener;
        // What others check from now on is read all the same.
        recall();
    }

    private synchronized void keep(VerdictRecord verdict) {
        listener.accept(verdict);
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

    /** Takes over what the note says of verdicts that ask, once. Answers with the note until all verdicts were looked at. */
    private ReadVerdicts recall() {
        synchronized (this) {
            if (noteTaken) {
                return trusted;
            }
        }
        ReadVerdicts note = store.get(Keys.VERDICTS_READ).flatMap(this::noted).orElse(NOTHING);
        note.asking().forEach(id -> read(id, () -> read(store, format, id)));
        synchronized (this) {
            if (!noteTaken) {
                trusted = note;
                noteTaken = true;
            }
            return trusted;
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

    /** Goes through all verdicts, a part after the other, and reads a part unless the note says that others have. */
    private final class Parts {

        private final ReadVerdicts note;
        private final Map<String, Long> sums = new TreeMap<>();
        private final List<Version> unread = new ArrayList<>();
        private String part = "";
        private long sum;
        private boolean noted;

        Parts(ReadVerdicts note) {
            this.note = note;
        }

        void next(Version version) {
            String id = id(version);
            if (id.isEmpty()) {
                return;
            }
            String next = part(version.key(), id);
            if (!next.equals(part)) {
                end();
                part = next;
            }
            sum += HexFormat.fromHexDigitsToLong(Sha256.of(version.key(), version.etag()), 0, Long.BYTES * 2);
            if (!hasSeen(version)) {
                unread.add(version);
            }
        }

        private String part(String key, String id) {
            String hour = Keys.hour(key);
            if (hour.length() <= Hours.DAY) {
                return id.substring(0, 1);
            }
            String day = hour.substring(0, Hours.DAY);
            return note.parts().containsKey(day) ? day : hour;
        }

        void end() {
            if (part.isEmpty()) {
                return;
            }
            Long all = sums.merge(part, sum, Long::sum);
            if (all.equals(note.parts().get(part))) {
                unread.forEach(VerdictLog.this::seen);
            } else {
                readAll(Hours.byAge(unread));
            }
            unread.clear();
            sum = 0;
            part = "";
            if (unnoted() >= NOTED_EVERY) {
                // A process that dies before the end has not read in vain.
                Map<String, Long> known = new TreeMap<>(note.parts());
                known.putAll(before(Hours.of(clock.instant().minus(SETTLED))));
                note(note.until(), known);
                noted = true;
            }
        }

        /** What was read before this hour; hours of more than a week ago by day. */
        Map<String, Long> before(String until) {
            String fine = Hours.day(clock.instant().minus(FINE));
            Map<String, Long> before = new TreeMap<>();
            sums.forEach((name, value) -> {
                if (name.length() == 1 || name.compareTo(until) < 0) {
                    boolean whole = name.length() > Hours.DAY && name.compareTo(fine) < 0;
                    before.merge(whole ? name.substring(0, Hours.DAY) : name, value, Long::sum);
                }
            });
            return before;
        }
    }

    private synchronized void seen(Version version) {
        seen.add(id(version));
    }

    /** Whoever else writes it meanwhile has read the same verdicts. */
    private void note(String until, Map<String, Long> parts) {
        byte[] content;
        synchronized (this) {
            unnoted = 0;
            content = format.write(new ReadVerdicts(
                    until,
                    parts,
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
                .filter(other -> other.until().compareTo(until) > 0)
                .isEmpty()) {
            store.putIfMatch(Keys.VERDICTS_READ, content, there.get().version().etag());
        }
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
