package io.driftway.core.ledger;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Knows the attempts at one batch. An attempt is under way, or it is released, charged or a death. Released: the store or the network failed, not the batch. Charged: the batch
 * is to blame. A death: the process ended and left no other trace.
 *
 * @param begun the attempts, ordered by number
 * @param released the numbers of those that do not count
 * @param charged the numbers of those that the batch is to blame for
 */
record Attempts(List<Version> begun, Set<Integer> released, Set<Integer> charged) {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 10;

    /**
     * Lists the attempts at one batch.
     *
     * @param undated whether a release that named no hour may have begun it
     */
    static Attempts of(ObjectStore store, BlobVersion blob, boolean undated) {
        List<Version> all = store.list(Keys.begun(blob));
        return of(
                undated
                        ? Stream.concat(store.list(Keys.begunUndated(blob.batchId())).stream(), all.stream())
                                .toList()
                        : all);
    }

    /** Sorts a listing of the attempts at any number of batches. */
    static Map<String, Attempts> byBatch(List<Version> listed) {
        Map<String, List<Version>> byBatch =
                listed.stream().collect(Collectors.groupingBy(version -> Keys.begunBatch(version.key())));
        byBatch.remove("");
        Map<String, Attempts> attempts = new HashMap<>();
        byBatch.forEach((id, own) -> attempts.put(id, of(own)));
        return attempts;
    }

    private static Attempts of(List<Version> all) {
        Set<Integer> released = numbers(all, Keys.RELEASED);
        Set<Integer> charged = new HashSet<>(numbers(all, Keys.CHARGED));
        charged.removeAll(released);
        return new Attempts(
                all.stream()
                        .filter(version -> Keys.note(version.key()).equals(Keys.ATTEMPT))
                        .sorted(Comparator.comparing(Attempts::numberOf))
                        .toList(),
                released,
                charged);
    }

    private static Set<Integer> numbers(List<Version> all, String note) {
        return all.stream()
                .filter(version -> Keys.note(version.key()).equals(note))
                .map(Attempts::numberOf)
                .collect(Collectors.toSet());
    }

    /** Without those that the world is to blame for. */
    int counted() {
        return begun.size() - released.size();
    }

    int deaths() {
        return (int) begun.stream().filter(this::isOpen).count();
    }

    /** The newest one of which is not known how it ended. */
    Optional<Version> open() {
        return begun.reversed().stream().filter(this::isOpen).findFirst();
    }

    private boolean isOpen(Version attempt) {
        int number = numberOf(attempt);
        return !released.contains(number) && !charged.contains(number);
    }

    List<Version> unreleased() {
        return begun.stream()
                .filter(attempt -> !released.contains(numberOf(attempt)))
                .toList();
    }

    private static int numberOf(Version attempt) {
        return Keys.number(attempt.key());
    }

    /**
     * Whether it is too early after the last of several deaths: what kills processes from outside passes, and a batch that does it leaves the others
     * their turn. None after the first, then 2 s doubling to 10 min. A clock that was set back does not make it longer.
     */
    boolean mustWait(Instant now) {
        int deaths = deaths();
        if (deaths < 2) {
            return false;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(deaths - 2, MOST_DOUBLINGS));
        Duration since = Duration.between(open().orElseThrow().lastModified(), now);
        return !since.isNegative() && since.compareTo(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT) < 0;
    }
}
