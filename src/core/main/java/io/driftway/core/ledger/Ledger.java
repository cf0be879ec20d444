package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Rejection;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records how each batch ended, so that no batch is lost and none is judged twice. A batch ends in exactly one of three records: a verdict,
 * a quarantine record, or a note that it was overwritten before it could be read. A file of labels goes the same way, and ends in a note
 * that it was joined in place of a verdict.
 *
 * <p>Whoever creates {@code ended/<batchId>.json} first decides which record it is. That object holds the record, which is then copied to
 * {@code verdicts/}, {@code quarantine/} or another folder, where readers look it up.
 *
 * <p>Safe for use by any number of threads and processes on one store, because every write is conditional. What a ledger keeps in memory
 * only saves questions to the store whose answer can no longer change.
 */
public final class Ledger {

    private static final List<String> TERMINAL =
            List.of(Keys.VERDICTS, Keys.QUARANTINE, Keys.SUPERSEDED, Keys.LABELS_JOINED);

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
    private final Object looking = new Object();

    /** Makes a ledger of a store that this replica shares with others. */
    public Ledger(ObjectStore store, RecordFormat format, ClaimRules rules, Clock clock) {
        this.store = store;
        this.format = format;
        this.rules = rules;
        this.clock = clock;
        this.sightings = new Sightings(rules.timeout());
    }

    /** Returns the name of this replica. */
    public String replica() {
        return rules.replica();
    }

    /**
     * Learns which batches have ended already: a listing of each kind of record. A record is read only where the copy lacks that readers look for,
     * which a killed process leaves behind; it is made here.
     */
    public void recall() {
        TERMINAL.forEach(prefix -> ids(prefix).forEach(ended::add));
        ids(Keys.ENDED).stream().filter(id -> !ended.contains(id)).forEach(this::recallEnding);
    }

    private List<String> ids(String prefix) {
        return store.list(prefix).stream()
                .map(version -> Keys.id(prefix, version.key()))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private void recallEnding(String batchId) {
        try {
            copyEnding(batchId);
        } catch (MalformedRecord unreadable) {
            // Left for the claim of its batch to tell of.
        }
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
    public Standing standing(String batchId) {
        if (hasEnded(batchId)) {
            return Standing.ENDED;
        }
        Attempts attempts = Attempts.of(store, batchId);
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
     * <p>These listings, of {@code ledger/} and {@code verdicts/}, are the only ones that a replica makes while it works on batches.
     */
    public void lookAround() {
        synchronized (looking) {
            if (!sightings.listingPays()) {
                return;
            }
            sightings.take(store.list(Keys.LEDGER), ended::contains);
            if (sightings.endingsPay(clock.instant())) {
                // Not of endings: what is in this folder needs no copy any more.
                List<String> verdicts = ids(Keys.VERDICTS);
                verdicts.forEach(this::hasNowEnded);
                sightings.endingsListed(verdicts.size());
            }
        }
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
        Integer unreleased = owed.get(batchId);
        if (unreleased != null) {
            releaseOwed(blob, unreleased);
        }
        boolean known = sightings.has(batchId);
        if (!known && begin(blob, 1)) {
            return new Claim.Granted(1);
        }
        if (!known && sightings.listed()) {
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
        Attempts attempts = Attempts.of(store, batchId);
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
        boolean granted =
                store.putIfAbsent(Keys.attempt(batchId, number), record).isPresent();
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
        String key = Keys.attempt(blob.batchId(), attempt);
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
        String key = Keys.attempt(blob.batchId(), attempt);
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
        store.putIfAbsent(Keys.record(ending.prefix(), batchId), format.write(ending.content()));
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
        return Attempts.of(store, blob.batchId()).counted();
    }

    /** Notes that the batch itself made this attempt fail. An attempt without any note counts as a death of its process. */
    public void charge(BlobVersion blob, int attempt) {
        byte[] record = format.write(new AttemptRecord(blob, rules.replica(), clock.instant()));
        store.putIfAbsent(Keys.charge(blob.batchId(), attempt), record);
    }

    /**
     * Takes an attempt off the count, because it failed for reasons outside the batch. Where the store does not take this note either, it
     * is written before the batch is next begun.
     */
    public void release(BlobVersion blob, int attempt) {
        byte[] record = format.write(new AttemptRecord(blob, rules.replica(), clock.instant()));
        owed.put(blob.batchId(), attempt);
        store.putIfAbsent(Keys.release(blob.batchId(), attempt), record);
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
     * The versions that were begun and have not ended. One of them that is overwritten before it is begun again is in no listing any more, and
     * would be asked for by nobody. To be called after {@link #recall}: it costs a listing of all attempts, and a read of one for each.
     */
    public List<BlobVersion> begun() {
        List<Version> all = store.list(Keys.LEDGER);
        sightings.take(all, ended::contains);
        return all.stream()
                .map(Version::key)
                .filter(key -> key.endsWith(Keys.FIRST_ATTEMPT))
                .filter(key -> !ended.contains(
                        key.substring(Keys.LEDGER.length(), key.length() - Keys.FIRST_ATTEMPT.length())))
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
        boolean there = store.list(blob.name()).stream()
                .anyMatch(version ->
                        version.key().equals(blob.name()) && version.etag().equals(blob.etag()));
        if (there || ended.contains(blob.batchId()) || copyEnding(blob.batchId())) {
            return true;
        }
        if (Attempts.of(store, blob.batchId()).unreleased().stream().anyMatch(this::leftAlone)) {
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
        String key = Keys.record(Keys.VERDICTS, batchId);
        return store.get(key).map(stored -> format.read(key, stored.content(), VerdictRecord.class));
    }
}
