package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Remembers which batches were begun, as this process last saw it, so that it does not ask the store about each batch that another replica works on.
 *
 * <p>A listing of the attempts at what waits brings it up to date. It is made when it would have saved as many calls since the last one as it costs. A replica that is alone never makes one.
 *
 * <p>Safe for many threads.
 */
final class Sightings {

    /** Names in one answer of a store to a listing. */
    private static final int PAGE = 5_000;

    private enum Hand {
        /** This process has begun it. */
        OWN,
        /** Another replica has. */
        ANOTHER,
        /** A former life of this process may have. */
        UNKNOWN
    }

    /** @param sign the last sign of life of the attempt under way; {@link Instant#MIN} where none is */
    private record Sighting(Instant sign, Hand hand) {}

    private final Duration timeout;
    private final Map<String, Sighting> begun = new HashMap<>();
    private final Set<String> spared = new HashSet<>();
    private final Set<String> askedFor = new HashSet<>();
    /** Hours whose attempts were listed. */
    private final Set<String> listed = new HashSet<>();

    private boolean chosen;
    private int wasted;
    private int cost = 1;
    private int costOfEndings = 1;

    /** @param timeout how long a sign of life counts */
    Sightings(Duration timeout) {
        this.timeout = timeout;
    }

    synchronized boolean has(String batchId) {
        return begun.containsKey(batchId);
    }

    /** Tells whether another replica has begun the batch and has given a sign of life since. */
    synchronized boolean isAnothers(String batchId, Instant now) {
        Sighting sighting = begun.get(batchId);
        return sighting != null
                && sighting.hand == Hand.ANOTHER
                && !sighting.sign.equals(Instant.MIN)
                && Duration.between(sighting.sign, now).compareTo(timeout) < 0;
    }

    /** Notes that a batch was left to another replica without a call. */
    synchronized void spared(String batchId) {
        spared.add(batchId);
    }

    synchronized void own(String batchId, Instant now) {
        chosen = true;
        begun.put(batchId, new Sighting(now, Hand.OWN));
    }

    synchronized void anothers(String batchId, Instant sign) {
        begun.put(batchId, new Sighting(sign, Hand.ANOTHER));
    }

    synchronized void forget(String batchId) {
        begun.remove(batchId);
        askedFor.remove(batchId);
    }

    /** Notes calls that a newer listing would have saved. */
    synchronized void wasted(int calls) {
        wasted += calls;
    }

    /** Tells whether all that was begun of this hour before the last listing is known, so that what is unknown was begun after it. */
    synchronized boolean listed(String hour) {
        return Hours.isCovered(listed, hour);
    }

    /** Of a batch that was chosen since the last listing: another right after it finds nothing new. */
    synchronized boolean listingPays() {
        return chosen && wasted + spared.size() >= cost;
    }

    /**
     * Takes over a listing of attempts. What was noted while it was made stays.
     *
     * @param hours which it is of, or days or months
     */
    synchronized void take(List<Version> all, Collection<String> hours, Predicate<String> ended) {
        Attempts.byBatch(all).forEach((id, attempts) -> {
            if (!ended.test(id)) {
                Instant sign = attempts.open().map(Version::lastModified).orElse(Instant.MIN);
                Hand hand = attempts.begun().stream().anyMatch(attempt -> listed(Keys.hour(attempt.key())))
                        ? Hand.ANOTHER
                        : Hand.UNKNOWN;
                begun.merge(id, new Sighting(sign, hand), (before, now) -> new Sighting(now.sign, before.hand));
            }
        });
        begun.keySet().removeIf(ended);
        listed.addAll(hours);
    }

    /** Notes that a look around is done, and how many calls it cost. */
    synchronized void lookedAround(int calls) {
        cost = calls;
        wasted = 0;
        chosen = false;
        spared.clear();
    }

    /** Tells whether a listing of endings costs less than to ask for each batch that gives no sign of life any more. Answers so once for a batch. */
    synchronized boolean endingsPay(Instant now) {
        List<String> silent = begun.entrySet().stream()
                .filter(entry -> entry.getValue().hand != Hand.OWN && !isAnothers(entry.getKey(), now))
                .map(Map.Entry::getKey)
                .filter(id -> !askedFor.contains(id))
                .toList();
        boolean pay = silent.size() >= costOfEndings;
        if (pay) {
            askedFor.addAll(silent);
        }
        return pay;
    }

    synchronized void endingsListed(int calls) {
        costOfEndings = calls;
    }

    /** Returns the calls that a listing of so many names takes. */
    static int pages(int names) {
        return 1 + names / PAGE;
    }
}
