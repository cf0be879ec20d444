package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Records how each batch ended, so that no batch is lost and none is judged twice. A batch ends in exactly one of three records: a verdict,
 * a quarantine record, or a note that it was overwritten before it could be read. A file of labels goes the same way, and ends in a note
 * that it was joined in place of a verdict.
 *
 * <p>Whoever creates {@code ended/<batchId>.json} first decides which record it is. That object holds the record, which is then copied to
 * {@code verdicts/}, {@code quarantine/} or another folder, where readers look it up. Verdicts and attempts stand by the hour in which their batch was last modified: a listing of some
 * hours does not grow with history.
 *
 * <p>Safe for use by any number of threads and processes on one store, because every write is conditional. What a ledger keeps in memory
 * only saves questions to the store whose answer can no longer change.
 */
public final class Ledger {

    /** What batches end in beside verdicts. */
    private static final List<String> OTHERS = List.of(Keys.QUARANTINE, Keys.SUPERSEDED, Keys.LABELS_JOINED);

    /** As an hour, all records that name none. */
    private static final String UNDATED = "undated";

    /** How long the hour of a batch that waited is looked at. */
    private static final Duration SHORT_WHILE = Duration.ofMinutes(10);

    /** After so many deaths of its processes a batch holds up no other. */
    private static final int PASSED_OVER = 3;

    private final ObjectStore store;
    private final RecordFormat format;
    private final ClaimRules rules;
    private final Clock clock;
    private final DigestSet ended = new DigestSet();
    /** By batch, the attempts whose release the store has not taken. Forgotten at a restart. */
    private final Map<String, Integer> owed = new ConcurrentHashMap<>();

    private final Sightings sightings;
    private final Undated undated;
    private final Object looking = new Object();
    /** Hours whose endings were listed, or days or months. */
    private final Set<String> recalled = ConcurrentHashMap.newKeySet();
    /** By hour, when a batch of it last waited. */
    private final Map<String, Instant> atWork = new ConcurrentHashMap<>();

    /** Makes a ledger of a store that this replica shares with others. */
    public Ledger(ObjectStore store, RecordFormat format, ClaimRules rules, Clock clock) {
        this.store = store;
        this.format = format;
        this.rules = rules;
        this.clock = clock;
        this.sightings = new Sightings(rules.timeout());
        this.undated = new Undated(store, format, clock);
    }

    /** Returns the name of this replica. */
    public String replica() {
        return rules.replica();
    }

    /**
     * Learns which of the listed batches have ended already. It lists the endings of an hour only once; {@link #claim} asks for what it still does not know.
     *
     * @param listed of an inbox
     */
    public void recall(Collection<BlobVersion> listed) {
        List<BlobVersion> unknown = unknown(listed);
        recallHours(unknown.stream().map(Ledger::hour).collect(Collectors.toSet()));
        if (!recalled.contains(UNDATED) && unknown.stream().anyMatch(undated::mayHave)) {
            Keys.undated(Keys.VERDICTS).forEach(this::learn);
            OTHERS.forEach(this::learn);
            recalled.add(UNDATED);
        }
        Instant now = clock.instant();
        unknown(unknown).forEach(blob -> atWork.put(hour(blob), now));
    }

    private List<BlobVersion> unknown(Collection<BlobVersion> listed) {
        return listed.stream().filter(blob -> !ended.contains(blob.batchId())).toList();
    }

    private static String hour(BlobVersion blob) {
        return Hours.of(blob.lastModified());
    }

    private void recallHours(Set<String> hours) {
        List<String> names = Hours.covering(
                hours.stream().filter(hour -> !Hours.isCovered(recalled, hour)).toList());
        for (String name : names) {
            learn(Keys.byHour(Keys.VERDICTS, name));
            store.each(Keys.byHour(Keys.LEDGER, name), this::learnFromLedger);
            recalled.add(name);
        }
    }

    /** Learns which batches have ended, all of them: a listing of each kind of record. */
    public void recall() {
        learn(Keys.VERDICTS);
        OTHERS.forEach(this::learn);
    }

    private void learnFromLedger(Version version) {
        if (Keys.isEnded(version.key())) {
            hasNowEnded(Keys.begunBatch(version.key()));
        }
    }

    private void learn(String prefix) {
        store.each(prefix, version -> {
            String id = Keys.id(prefix, version.key());
            if (!id.isEmpty()) {
                ended.add(id);
            }
        });
    }

    /** Returns the hours, or days or months, in which there may be new records: those of batches that waited a short while ago, and the last two. */
    public List<String> hoursAtWork() {
        Instant now = clock.instant();
        Set<String> hours = hoursOfWaiting();
        hours.add(Hours.of(now));
        hours.add(Hours.of(now.minus(Duration.ofHours(1))));
        return Hours.covering(hours);
    }

    private Set<String> hoursOfWaiting() {
        Instant since = clock.instant().minus(SHORT_WHILE);
        atWork.values().removeIf(last -> last.isBefore(since));
        return new HashSet<>(atWork.keySet());
    }

    /** Tells whether this process knows that the batch has ended. Where it does not, {@link #claim} asks the store. */
    public boolean knownToHaveEnded(String batchId) {
        return ended.contains(batchId);
    }

    /** How a batch stands that others wait for. */
    public enum Standing {
        /** It has ended. */
        ENDED,
        /** Another replica is at it, as far as its signs go. */
        AT_WORK,
        /** Nobody has begun it yet. */
        UNBEGUN,
        /** Nobody is at it: it failed, or its process died, and it will be begun again. */
        LEFT,
        /** Several processes have ended over it: it leaves the others their turn. */
        PASSED_OVER
    }

    /** Returns how a batch stands. Costs a read and a listing where this process does not know that it has ended. */
    public Standing standing(BlobVersion blob) {
        String batchId = blob.batchId();
        if (hasEnded(batchId)) {
            return Standing.ENDED;
        }
        Attempts attempts = attemptsAt(blob);
        if (attempts.begun().isEmpty()) {
            return Standing.UNBEGUN;
        }
        Optional<Version> atWork = attempts.open().filter(this::leftAlone);
        if (attempts.deaths() - (atWork.isPresent() ? 1 : 0) >= PASSED_OVER) {
            return Standing.PASSED_OVER;
        }
        atWork.ifPresent(attempt -> sightings.anothers(batchId, attempt.lastModified()));
        return atWork.isPresent() ? Standing.AT_WORK : Standing.LEFT;
    }

    /** Tells whether the batch has ended. Costs a read where this process does not know that it has. */
    public boolean hasEnded(String batchId) {
        return ended.contains(batchId) || copyEnding(batchId);
    }

    /** Tells whether another replica has given a sign of life in its work on the batch, less than the timeout ago. Asks nobody: it is what this process saw last. */
    public boolean seenAtWork(String batchId) {
        return sightings.isAnothers(batchId, clock.instant());
    }

    /** Tells whether this process has seen an attempt at the batch, of whomever. Asks nobody. */
    public boolean hasSeenBegun(String batchId) {
        return sightings.has(batchId);
    }

    /** Tells whether a claim is of no use, because the batch has ended or another replica is {@linkplain #seenAtWork seen at work} on it. Asks nobody. */
    public boolean leavesToOthers(String batchId) {
        boolean atWork = seenAtWork(batchId);
        if (atWork) {
            sightings.spared(batchId);
        }
        return atWork || ended.contains(batchId);
    }

    /**
     * Learns what the other replicas have begun and ended, where the listings for it save as many calls as they cost. To be called before a batch is chosen.
     *
     * <p>These listings, of {@code ledger/} and {@code verdicts/} in the hours of batches that wait, are the only ones that a replica makes while it works on batches.
     */
    public void lookAround() {
        synchronized (looking) {
            if (!sightings.listingPays()) {
                return;
            }
            List<String> hours = Hours.covering(hoursOfWaiting());
            Listed attempts = list(Keys.LEDGER, hours);
            attempts.versions().forEach(this::learnFromLedger);
            sightings.take(attempts.versions(), hours, ended::contains);
            sightings.lookedAround(attempts.calls());
            if (sightings.endingsPay(clock.instant())) {
                // Not of endings: what is in this folder needs no copy any more.
                Listed verdicts = list(Keys.VERDICTS, hours);
                verdicts.versions().forEach(version -> hasNowEnded(Keys.id(Keys.VERDICTS, version.key())));
                sightings.endingsListed(verdicts.calls());
            }
        }
    }

    /** @param calls that the listing took */
    private record Listed(List<Version> versions, int calls) {}

    private Listed list(String folder, List<String> hours) {
        List<Version> versions = new ArrayList<>();
        int calls = 0;
        for (String hour : hours) {
            List<Version> ofHour = store.list(Keys.byHour(folder, hour));
            versions.addAll(ofHour);
            calls += Sightings.pages(ofHour.size());
        }
        return new Listed(versions, calls);
    }

    private Attempts attemptsAt(BlobVersion blob) {
        return Attempts.of(store, blob, undated.mayHave(blob));
    }

    private void hasNowEnded(String batchId) {
        ended.add(batchId);
        sightings.forget(batchId);
    }

    /**
     * Asks for the right to work on a batch and, if granted, records the attempt. Call it before the blob is opened. Costs one write where nobody has
     * begun the batch.
     *
     * @return the number of the attempt where granted; else that the batch has ended, is being worked on, or was begun too often
     */
    public Claim claim(BlobVersion blob) {
        String batchId = blob.batchId();
        if (ended.contains(batchId)) {
            return new Claim.Ended();
        }
        atWork.put(hour(blob), clock.instant());
        undated.note();
        Integer unreleased = owed.get(batchId);
        if (unreleased != null) {
            releaseOwed(blob, unreleased);
        }
        boolean known = sightings.has(batchId) || undated.mayHave(blob);
        if (!known && begin(blob, 1)) {
            return new Claim.Granted(1);
        }
        if (!known && sightings.listed(hour(blob))) {
            // Begun since the last listing, and so by another replica, a short while ago.
            sightings.wasted(1);
            sightings.anothers(batchId, clock.instant());
            return new Claim.Busy();
        }
        return claimAgain(blob);
    }

    /** Claims what was begun before. */
    private Claim claimAgain(BlobVersion blob) {
        String batchId = blob.batchId();
        if (copyEnding(batchId)) {
            sightings.wasted(1);
            return new Claim.Ended();
        }
        Attempts attempts = attemptsAt(blob);
        Optional<Version> another =
                attempts.unreleased().stream().filter(this::leftAlone).findFirst();
        if (another.isPresent()) {
            sightings.wasted(2);
            sightings.anothers(batchId, another.get().lastModified());
            return new Claim.Busy();
        }
        int charged = attempts.charged().size();
        int deaths = attempts.deaths();
        if (charged >= rules.attempts() || deaths >= rules.deaths()) {
            return new Claim.Exhausted(charged, deaths);
        }
        if (attempts.mustWait(clock.instant())
                || !attempts.open().map(this::takeOver).orElse(true)) {
            return new Claim.Busy();
        }
        int number = attempts.begun().size() + 1;
        return begin(blob, number) ? new Claim.Granted(number) : new Claim.Busy();
    }

    private boolean begin(BlobVersion blob, int number) {
        String batchId = blob.batchId();
        byte[] record = format.write(new AttemptRecord(blob, rules.replica(), clock.instant()));
        // Should the store not answer, the attempt may be written all the same.
        owed.put(batchId, number);
        sightings.own(batchId, clock.instant());
        boolean granted = store.putIfAbsent(Keys.attempt(blob, number), record).isPresent();
        owed.remove(batchId);
        return granted;
    }

    /** Notes in another replica's attempt that this one goes on, so that the other stops; false if that one renews it just now, or a third takes it. */
    private boolean takeOver(Version attempt) {
        Optional<Stored> stored = store.get(attempt.key());
        if (stored.isEmpty()) {
            return false;
        }
        AttemptRecord record = attempt(stored.get());
        return record.hand().equals(rules.replica())
                || (stored.get().version().etag().equals(attempt.etag())
                        && store.putIfMatch(
                                        attempt.key(), format.write(record.takenOver(rules.replica())), attempt.etag())
                                .isPresent());
    }

    /**
     * Tells that this process still works on the batch. To be called before the timeout is over.
     *
     * @return false when another one has taken it over: then this one is to stop, and its attempt does not count
     */
    public boolean renew(BlobVersion blob, int attempt) {
        String key = Keys.attempt(blob, attempt);
        while (true) {
            Optional<Stored> stored = store.get(key);
            if (stored.isEmpty() || !attempt(stored.get()).hand().equals(rules.replica())) {
                release(blob, attempt);
                return false;
            }
            if (store.putIfMatch(
                            key, stored.get().content(), stored.get().version().etag())
                    .isPresent()) {
                return true;
            }
        }
    }

    private AttemptRecord attempt(Stored stored) {
        return format.read(stored.version().key(), stored.content(), AttemptRecord.class);
    }

    /** Only an attempt of this replica, and only if it was written. */
    private void releaseOwed(BlobVersion blob, int attempt) {
        String key = Keys.attempt(blob, attempt);
        boolean mine = store.get(key)
                .map(this::attempt)
                .filter(record -> record.replica().equals(rules.replica()))
                .isPresent();
        if (mine) {
            release(blob, attempt);
        }
        owed.remove(blob.batchId());
    }

    /** Puts the record of an ended batch where readers look for it; false when the batch has not ended. */
    private boolean copyEnding(String batchId) {
        String key = Keys.record(Keys.ENDED, batchId);
        Optional<FinalRecord> ending =
                store.get(key).map(stored -> format.read(key, stored.content(), FinalRecord.class));
        ending.ifPresent(known -> copy(batchId, known));
        return ending.isPresent();
    }

    private void copy(String batchId, FinalRecord ending) {
        store.putIfAbsent(ending.key(), format.write(ending.content()));
        if (ending.verdict() == null) {
            store.putIfAbsent(Keys.ended(ending.source()), format.write(ending.source()));
        }
        hasNowEnded(batchId);
    }

    /** Whether an attempt is another replica's, and recent enough that it may still be alive. */
    private boolean leftAlone(Version attempt) {
        if (Duration.between(attempt.lastModified(), clock.instant()).compareTo(rules.timeout()) >= 0) {
            return false;
        }
        return store.get(attempt.key())
                .map(this::attempt)
                .filter(record -> !record.hand().equals(rules.replica()))
                .isPresent();
    }

    /** Returns how often a batch was begun, without the attempts that failed for reasons outside the batch. */
    public int attempts(BlobVersion blob) {
        return attemptsAt(blob).counted();
    }

    /** Notes that the batch itself made this attempt fail. An attempt without any note counts as a death of its process. */
    public void charge(BlobVersion blob, int attempt) {
        byte[] record = format.write(new AttemptRecord(blob, rules.replica(), clock.instant()));
        store.putIfAbsent(Keys.charge(blob, attempt), record);
    }

    /**
     * Takes an attempt off the count, because it failed for reasons outside the batch. Where the store does not take this note either, it
     * is written before the batch is next begun.
     */
    public void release(BlobVersion blob, int attempt) {
        byte[] record = format.write(new AttemptRecord(blob, rules.replica(), clock.instant()));
        owed.put(blob.batchId(), attempt);
        store.putIfAbsent(Keys.release(blob, attempt), record);
        owed.remove(blob.batchId());
    }

    /** Commits a verdict; false where another record ended the batch before. */
    public boolean commit(VerdictRecord verdict) {
        return end(verdict.batchId(), FinalRecord.of(verdict));
    }

    /** Quarantines a batch; false where another record ended it before. */
    public boolean quarantine(BlobVersion source, Rejection rejection) {
        return end(source.batchId(), FinalRecord.of(QuarantineRecord.of(source, rejection, clock.instant())));
    }

    /**
     * Returns the versions that were begun in the last day and have not ended. One of them that is overwritten before it is begun again is in no listing any more, and
     * would be asked for by nobody. Costs a listing of the endings and attempts of this time, and a read for each version.
     */
    public List<BlobVersion> begunLately() {
        Instant now = clock.instant();
        List<String> days = List.of(Hours.day(now.minus(Duration.ofDays(1))), Hours.day(now));
        recallHours(Set.copyOf(days));
        List<Version> open = new ArrayList<>();
        int names = days.stream()
                .mapToInt(day -> eachOpen(Keys.byHour(Keys.LEDGER, day), open))
                .sum();
        List<BlobVersion> sources = sources(open, days);
        sightings.lookedAround(Sightings.pages(names));
        return sources;
    }

    /** Returns all versions that were begun and have not ended. To be called after {@link #recall()}: it costs a listing of all attempts, and a read for each version. */
    public List<BlobVersion> begun() {
        List<Version> open = new ArrayList<>();
        eachOpen(Keys.LEDGER, open);
        return sources(open, List.of());
    }

    /** Returns how many names there are, of open ones and others. */
    private int eachOpen(String prefix, List<Version> open) {
        LongAdder names = new LongAdder();
        store.each(prefix, version -> {
            names.increment();
            learnFromLedger(version);
            String batchId = Keys.begunBatch(version.key());
            if (!batchId.isEmpty() && !ended.contains(batchId)) {
                open.add(version);
            }
        });
        return names.intValue();
    }

    private List<BlobVersion> sources(List<Version> open, List<String> hours) {
        // That a batch has ended may stand after its attempts.
        open.removeIf(version -> ended.contains(Keys.begunBatch(version.key())));
        sightings.take(open, hours, ended::contains);
        return open.stream()
                .map(Version::key)
                .filter(key -> key.endsWith(Keys.FIRST_ATTEMPT))
                .map(this::source)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<BlobVersion> source(String attempt) {
        try {
            return store.get(attempt).map(this::attempt).map(AttemptRecord::source);
        } catch (MalformedRecord unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Notes a version that is listed no more as superseded. The store is asked whether it is really gone: a listing may lack what is there.
     *
     * @return false when a replica may still be at it, so that it is to be asked for again
     */
    public boolean supersedeIfGone(BlobVersion blob) {
        if (store.holds(blob.name(), blob.etag()) || ended.contains(blob.batchId()) || copyEnding(blob.batchId())) {
            return true;
        }
        Attempts attempts = attemptsAt(blob);
        if (attempts.unreleased().stream().anyMatch(this::leftAlone)) {
            return false;
        }
        // Should this process die before all is written, the attempt tells the next one of it.
        if (attempts.begun().isEmpty() && !begin(blob, 1)) {
            return false;
        }
        supersede(blob);
        return true;
    }

    /** Notes that this version was overwritten or deleted before it could be read. */
    public void supersede(BlobVersion source) {
        end(source.batchId(), FinalRecord.of(source));
    }

    /** Notes that a file of labels was joined; false where another record ended it before. */
    public boolean joined(LabelFileRecord record) {
        return end(record.source().batchId(), FinalRecord.of(record));
    }

    private boolean end(String batchId, FinalRecord ending) {
        boolean first = store.putIfAbsent(Keys.record(Keys.ENDED, batchId), format.write(ending))
                .isPresent();
        if (first) {
            copy(batchId, ending);
        } else {
            copyEnding(batchId);
        }
        return first;
    }

    /**
     * Reads the verdict that a batch ended in; empty where it has none.
     *
     * @throws MalformedRecord when the record cannot be read
     */
    public Optional<VerdictRecord> verdict(String batchId) {
        return VerdictLog.read(store, format, batchId);
    }
}
