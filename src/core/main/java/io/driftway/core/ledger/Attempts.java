package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    static Attempts of(ObjectStore store, String batchId) {
        return of(store.list(Keys.begun(batchId)), batchId);
    }

    /** Sorts a listing of the attempts at any number of batches. */
    static Map<String, Attempts> byBatch(List<Version> listed, Predicate<String> wanted) {
        Map<String, List<Version>> byBatch = listed.stream()
                .filter(version -> wanted.test(Keys.begunBatch(version.key())))
                .collect(Collectors.groupingBy(version -> Keys.begunBatch(version.key())));
        byBatch.remove("");
        return byBatch.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> of(entry.getValue(), entry.getKey())));
    }

    private static Attempts of(List<Version> all, String batchId) {
        Set<Integer> released = numbers(all, Keys.releases(batchId));
        Set<Integer> charged = new HashSet<>(numbers(all, Keys.charges(batchId)));
        charged.removeAll(released);
        return new Attempts(
                all.stream()
                        .filter(version -> version.key().startsWith(Keys.attempts(batchId)))
                        .sorted(Comparator.comparing(Attempts::numberOf))
                        .toList(),
                released,
                charged);
    }

    private static Set<Integer> numbers(List<Version> all, String prefix) {
        return all.stream()
                .filter(version -> version.key().startsWith(prefix))
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
