package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds one line for each batch that has ended, for pages. The newest {@value #KEPT} stay in memory, or as many as a tenth of the heap takes.
 *
 * <p>The first {@link #refresh} starts a thread that goes through all records once, the newest day first. It keeps what it read in {@code history/<part>.json}, a part for each day, so that the next
 * process reads one object for a day and only the records that are not in it. Records never change, so a line of a part is right as long as its record is listed. After that no listing grows with
 * history: the {@link VerdictLog} hands on what it reads, and the endings without a verdict are found in the hours in which batches wait.
 *
 * <p>Safe for any number of threads and processes on one store.
 */
public final class EndedBatches {

    /** So many lines are in memory at least, of 250 to 400 bytes each. */
    static final int KEPT = 100_000;

    private static final int MOST = 1_000_000;
    private static final int LINE_BYTES = 400;
    /** What part of the heap lines may take. */
    private static final int PART = 10;

    /** A part that lacks so many of its records is written anew. */
    static final int WORTH_WRITING = 100;

    private static final int FORMAT = 1;

    /** How often quarantined and superseded batches are listed, to find those that another replica ended long after they came. */
    private static final Duration NET = Duration.ofHours(1);

    private static final Duration SHORT_WHILE = Duration.ofMillis(500);

    private static final List<String> OTHERS = List.of(Keys.QUARANTINE, Keys.SUPERSEDED);

    private static final Logger LOG = LoggerFactory.getLogger(EndedBatches.class);

    private final ObjectStore store;
    private final RecordFormat format;
    private final Clock clock;
    private final VerdictLog verdicts;
    private final Supplier<? extends Collection<String>> hoursAtWork;
    private final int most;

    private final DigestSet known = new DigestSet();
    private final Queue<EndedBatch> come = new ConcurrentLinkedQueue<>();
    private final Map<String, String> shared = new HashMap<>();
    /** Parts that were read whole. */
    private final Set<String> read = ConcurrentHashMap.newKeySet();

    private List<EndedBatch> held = List.of();
    private long added;
    /** Verdicts of days that were listed and not read. */
    private long unread;

    private @Nullable Thread reading;
    private boolean whole;
    private Instant others = Instant.EPOCH;

    /**
     * What is known.
     *
     * @param batches the newest, oldest first
     * @param all how many batches have ended, as far as they were listed
     * @param whole false while history is still being read
     */
    public record View(List<EndedBatch> batches, long all, boolean whole) {}

    /** The lines of a part, as they are stored. */
    private record Part(int format, List<EndedBatch> batches) {}

    /** @param hoursAtWork {@link Ledger#hoursAtWork} */
    public EndedBatches(
            ObjectStore store,
            RecordFormat format,
            Clock clock,
            VerdictLog verdicts,
            Supplier<? extends Collection<String>> hoursAtWork) {
        this(store, format, clock, verdicts, hoursAtWork, (int)
                Math.clamp(Runtime.getRuntime().maxMemory() / PART / LINE_BYTES, KEPT, MOST));
    }

    EndedBatches(
            ObjectStore store,
            RecordFormat format,
            Clock clock,
            VerdictLog verdicts,
            Supplier<? extends Collection<String>> hoursAtWork,
            int most) {
        this.store = store;
        this.format = format;
        this.clock = clock;
        this.verdicts = verdicts;
        this.hoursAtWork = hoursAtWork;
        this.most = most;
    }

    /**
     * Learns what has ended since the last refresh, and has history read where that was not begun. It waits half a second for history, which is enough for a short one.
     *
     * @throws java.io.UncheckedIOException if the store does not answer
     */
    public void refresh() {
        verdicts.tell(this::hasCome);
        verdicts.refreshNewest();
        for (String hour : hoursAtWork.get()) {
            store.each(Keys.byHour(Keys.LEDGER, hour), version -> {
                if (Keys.isEnded(version.key())) {
                    readEnding(Keys.begunBatch(version.key()), version.lastModified());
                }
            });
        }
        addWhatHasCome();
        wait(begin());
        Instant now = clock.instant();
        if (view().whole() && Duration.between(others, now).compareTo(NET) >= 0) {
            OTHERS.forEach(this::readOthers);
            others = now;
        }
    }

    /** Returns what is known, without asking the store. */
    public synchronized View view() {
        addWhatHasCome();
        return new View(held, added + unread, whole);
    }

    /** The thread that reads history; null where it was read. */
    private synchronized @Nullable Thread begin() {
        if (whole) {
            return null;
        }
        if (reading == null || !reading.isAlive()) {
            reading = Thread.ofVirtual().name("history").start(this::readAll);
        }
        return reading;
    }

    private static void wait(@Nullable Thread reading) {
        try {
            if (reading != null) {
                reading.join(SHORT_WHILE);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void hasCome(VerdictRecord verdict) {
        come.add(EndedBatch.of(verdict));
        if (come.size() >= most / 100) {
            addWhatHasCome();
        }
    }

    private synchronized void addWhatHasCome() {
        List<EndedBatch> batches = new ArrayList<>();
        for (EndedBatch next = come.poll(); next != null; next = come.poll()) {
            batches.add(next);
        }
        add(batches);
    }

    private synchronized void add(List<EndedBatch> batches) {
        List<EndedBatch> fresh = batches.stream()
                .filter(batch -> known.add(batch.batchId()))
                .map(this::sharing)
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        added += fresh.size();
        List<EndedBatch> sorted = new ArrayList<>(held.size() + fresh.size());
        sorted.addAll(held);
        sorted.addAll(fresh);
        sorted.sort(EndedBatch.BY_TIME);
        held = List.copyOf(sorted.subList(Math.max(0, sorted.size() - most), sorted.size()));
    }

    /** With one copy of each text that many lines have. */
    private EndedBatch sharing(EndedBatch batch) {
        return new EndedBatch(
                batch.batchId(),
                batch.name(),
                one(batch.outcome()),
                one(batch.why()),
                batch.endedAt(),
                one(batch.model()),
                batch.promotion(),
                batch.rows(),
                batch.driftValue(),
                batch.chance(),
                batch.drifted(),
                batch.tested());
    }

    private String one(String text) {
        return shared.computeIfAbsent(text, same -> same);
    }

    /** A failure ends the thread. The next refresh begins another, which passes over the parts that were read. */
    private void readAll() {
        try {
            OTHERS.forEach(this::readOthers);
            NavigableMap<String, Long> days = new TreeMap<>();
            store.each(Keys.byHour(Keys.VERDICTS, ""), version -> {
                if (!known.contains(Keys.id(Keys.VERDICTS, version.key()))) {
                    days.merge(day(version), 1L, Long::sum);
                }
            });
            days.keySet().removeAll(read);
            unread(days);
            while (!days.isEmpty() && hasRoom()) {
                readPart(days.lastKey(), Keys.byHour(Keys.VERDICTS, days.lastKey()));
                days.pollLastEntry();
                unread(days);
            }
            for (String prefix : Keys.undated(Keys.VERDICTS)) {
                if (hasRoom()) {
                    readPart(prefix.substring(Keys.VERDICTS.length()), prefix);
                }
            }
            synchronized (this) {
                whole = true;
                others = clock.instant();
            }
        } catch (RuntimeException failure) {
            LOG.atWarn().setCause(failure).log("history was not read to its end; the next look at the pages goes on");
        }
    }

    private static String day(Version version) {
        String hour = Keys.hour(version.key());
        return hour.substring(0, Math.min(Hours.DAY, hour.length()));
    }

    private synchronized void unread(Map<String, Long> days) {
        unread = days.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether older batches than those that are held are read still. */
    private synchronized boolean hasRoom() {
        return held.size() < most;
    }

    private void readOthers(String folder) {
        List<Version> unknown = store.list(folder).stream()
                .filter(version -> !known.contains(Keys.id(folder, version.key())))
                .toList();
        readPart(folder.substring(0, folder.length() - 1), folder, unknown);
    }

    private void readPart(String name, String prefix) {
        if (!read.contains(name)) {
            readPart(name, prefix, store.list(prefix));
            read.add(name);
        }
    }

    private void readPart(String name, String prefix, List<Version> listed) {
        if (listed.isEmpty()) {
            return;
        }
        String key = Keys.record(Keys.HISTORY, name);
        Optional<Stored> stored = store.get(key);
        Map<String, EndedBatch> lines = new HashMap<>();
        stored.ifPresent(there -> lines(there).forEach(line -> lines.put(line.batchId(), line)));
        Set<String> ids = new HashSet<>();
        int missing = 0;
        for (Version version : listed) {
            String id = Keys.id(prefix, version.key());
            ids.add(id);
            if (!id.isEmpty() && !lines.containsKey(id)) {
                missing++;
                line(version).ifPresent(line -> lines.put(id, line));
            }
        }
        List<EndedBatch> batches = lines.values().stream()
                .filter(line -> ids.contains(line.batchId()))
                .sorted(EndedBatch.BY_TIME)
                .toList();
        add(batches);
        if (missing >= WORTH_WRITING) {
            // Whoever writes it at the same time has read the same records.
            byte[] content = format.write(new Part(FORMAT, List.copyOf(lines.values())));
            stored.ifPresentOrElse(
                    there -> store.putIfMatch(key, content, there.version().etag()),
                    () -> store.putIfAbsent(key, content));
        }
    }

    /** One that cannot be read says nothing: it follows from the records. */
    private List<EndedBatch> lines(Stored stored) {
        try {
            Part part = format.read(stored.version().key(), stored.content(), Part.class);
            return part.format() == FORMAT ? part.batches() : List.of();
        } catch (MalformedRecord unreadable) {
            return List.of();
        }
    }

    /** Empty for a record that is gone or cannot be read: it is not shown, and the others are. */
    private Optional<EndedBatch> line(Version version) {
        String key = version.key();
        return store.get(key).flatMap(stored -> {
            try {
                if (key.startsWith(Keys.QUARANTINE)) {
                    return Optional.of(EndedBatch.of(format.read(key, stored.content(), QuarantineRecord.class)));
                }
                return Optional.of(
                        key.startsWith(Keys.SUPERSEDED)
                                ? EndedBatch.superseded(
                                        format.read(key, stored.content(), BlobVersion.class), version.lastModified())
                                : EndedBatch.of(format.read(key, stored.content(), VerdictRecord.class)));
            } catch (MalformedRecord unreadable) {
                return Optional.empty();
            }
        });
    }

    /** A batch that ended without a verdict. A file of labels that was joined is no batch. */
    private void readEnding(String batchId, Instant at) {
        if (known.contains(batchId)) {
            return;
        }
        String key = Keys.record(Keys.ENDED, batchId);
        Optional<FinalRecord> ending;
        try {
            ending = store.get(key).map(stored -> format.read(key, stored.content(), FinalRecord.class));
        } catch (MalformedRecord unreadable) {
            ending = Optional.empty();
        }
        ending.ifPresent(record -> {
            if (record.quarantine() != null) {
                come.add(EndedBatch.of(record.quarantine()));
            } else if (record.superseded() != null) {
                come.add(EndedBatch.superseded(record.superseded(), at));
            } else {
                known.add(batchId);
            }
        });
    }
}
