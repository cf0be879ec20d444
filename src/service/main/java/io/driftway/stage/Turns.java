package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.batch.Sha256;
import io.driftway.core.ledger.Ledger;
import io.driftway.core.pipeline.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Says in which order a replica begins batches, and when it may decide about one.
 *
 * <p>A rule that judges each batch by itself needs no order. Each replica then has an order of its own within some of the oldest batches, so that
 * replicas seldom reach for the same one.
 *
 * <p>A rule that judges batches together needs the order of the inbox, the oldest first, across all replicas: one replica and four then reach the
 * same verdicts. Batches are begun in this order. They are read, scored and compared at the same time. Before it is decided, a batch waits until
 * the older batches of its listing are decided or have ended. A batch that failed is retried before any younger one begins. A batch does not hold
 * up the others any longer after several processes have ended while they worked on it, or after it has failed here for about half a minute.
 */
public final class Turns implements Turn {

    /** Thrown where an older batch waits for somebody to begin it: this one is begun again after it. */
    static final class OutOfTurn extends RuntimeException {

        private static final long serialVersionUID = 1;

        OutOfTurn(BlobVersion older) {
            super("the older batch " + older.batchId() + " has not ended");
        }
    }

    /** So many of the oldest batches are begun in any order before a younger one is. */
    private static final int WINDOW = 256;

    /** How long a batch that waits gives others to begin an older one. */
    private static final Duration TO_BE_BEGUN = Duration.ofSeconds(2);

    /** A batch looks as much less often as batches are before it. */
    private static final Duration LOOK = Duration.ofMillis(3);

    private static final Duration LONGEST_FIRST_LOOK = Duration.ofMillis(100);

    /** A look at another replica's batch costs a call. Where a batch waits long, it looks so seldom that it goes on later by this part of the wait. */
    private static final int LATER_BY_AT_MOST = 8;

    private static final Duration LONGEST_LOOK = Duration.ofMillis(500);

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    private final Ledger ledger;
    private final Predicate<String> failsOn;
    private final boolean ordered;
    private final BooleanSupplier stopping;
    /** The batches that this process is at. */
    private final Set<String> mine = ConcurrentHashMap.newKeySet();

    private volatile Listing listing = Listing.EMPTY;

    private Turns(Ledger ledger, Predicate<String> failsOn, boolean ordered, BooleanSupplier stopping) {
        this.ledger = ledger;
        this.failsOn = failsOn;
        this.ordered = ordered;
        this.stopping = stopping;
    }

    /** Returns turns for a rule that judges each batch by itself: none waits. */
    public static Turns any(Ledger ledger) {
        return new Turns(ledger, batchId -> false, false, () -> true);
    }

    /**
     * Returns turns for a rule that judges batches together.
     *
     * @param backoff the failures of this process
     * @param stopping whether the process is about to end, and waits for no other
     */
    public static Turns inOrder(Ledger ledger, Backoff backoff, BooleanSupplier stopping) {
        return new Turns(ledger, backoff::holdsUpNoOther, true, stopping);
    }

    /** Takes the order from what waits in the inbox, the oldest first. The body stays what it is. */
    public List<BlobVersion> listed(List<BlobVersion> pending) {
        listing = ordered ? new Listing(pending) : Listing.EMPTY;
        return pending;
    }

    /** Returns the batches that may be begun now in the order in which this replica begins them. */
    public List<BlobVersion> arranged(List<BlobVersion> due) {
        if (ordered) {
            listing.due(due);
            return due;
        }
        List<BlobVersion> own = new ArrayList<>(due.size());
        for (int from = 0; from < due.size(); from += WINDOW) {
            due.subList(from, Math.min(due.size(), from + WINDOW)).stream()
                    .map(blob -> new Placed(Sha256.of(ledger.replica(), blob.batchId()), blob))
                    .sorted(Comparator.comparing(Placed::place))
                    .forEach(placed -> own.add(placed.blob()));
        }
        return own;
    }

    private record Placed(String place, BlobVersion blob) {}

    /** Returns when all batches of {@link #arranged} before this one were tried: the threads of a process reach for batches at the same time. */
    void enter(BlobVersion blob) {
        listing.enter(blob.batchId());
    }

    /** Notes that a batch was tried. */
    void tried(BlobVersion blob) {
        listing.tried(blob.batchId());
    }

    /** Notes that this process is at a batch. */
    void begun(BlobVersion blob) {
        mine.add(blob.batchId());
    }

    /** Notes that this process is at a batch no longer. */
    void left(BlobVersion blob) {
        mine.remove(blob.batchId());
    }

    /** Tells whether the batch may be begun: no older one waits for somebody to begin it. Once one does, none of the listing is begun that is younger. */
    boolean isNext(BlobVersion blob) {
        Listing now = listing;
        if (now.isHeldUp(blob.batchId())) {
            return false;
        }
        boolean heldUp = isHeldUp(blob);
        if (heldUp) {
            now.holdUp(blob.batchId());
        }
        return !heldUp;
    }

    /** Tells whether an older batch has not ended and nobody is at it, so that beginning this one is of no use. */
    boolean isHeldUp(BlobVersion blob) {
        return listing.before(blob.batchId(), ledger::knownToHaveEnded).stream().anyMatch(this::holdsUp);
    }

    private boolean holdsUp(BlobVersion older) {
        String id = older.batchId();
        return !ledger.knownToHaveEnded(id)
                && !mine.contains(id)
                && !ledger.seenAtWork(id)
                && switch (standing(older)) {
                    case LEFT, UNBEGUN -> true;
                    case ENDED, AT_WORK, PASSED_OVER -> false;
                };
    }

    /**
     * Returns when all older batches are decided or have ended.
     *
     * @throws OutOfTurn when one of them is left, or this process is about to end
     */
    @Override
    public void await(BlobVersion blob, Decided others) {
        List<BlobVersion> older = listing.before(blob.batchId(), ledger::knownToHaveEnded);
        older.removeIf(other -> others.isKnown(other.batchId()));
        for (int i = 0; i < older.size(); i++) {
            long look = LOOK.toNanos() * (older.size() - i);
            await(older.get(i), others, Math.min(look, LONGEST_FIRST_LOOK.toNanos()));
        }
    }

    private void await(BlobVersion older, Decided others, long look) {
        String id = older.batchId();
        long since = System.nanoTime();
        long asked = since;
        boolean first = true;
        while (!ledger.knownToHaveEnded(id) && !others.isKnown(id) && (mine.contains(id) || !others.ask(id))) {
            long now = System.nanoTime();
            if (!mine.contains(id) && (first || now - asked >= BETWEEN_QUESTIONS.toNanos())) {
                boolean toBeBegun = now - since < TO_BE_BEGUN.toNanos();
                if (first && ledger.seenAtWork(id) ? ledger.hasEnded(id) : isPassed(older, toBeBegun)) {
                    return;
                }
                asked = now;
                first = false;
            }
            requireNotStopping(older);
            LockSupport.parkNanos(
                    mine.contains(id)
                            ? look
                            : Math.clamp((now - since) / LATER_BY_AT_MOST, look, LONGEST_LOOK.toNanos()));
        }
    }

    private boolean isPassed(BlobVersion older, boolean toBeBegun) {
        return switch (standing(older)) {
            case ENDED, PASSED_OVER -> true;
            case AT_WORK -> false;
            case UNBEGUN -> {
                if (!toBeBegun) {
                    throw new OutOfTurn(older);
                }
                yield false;
            }
            case LEFT -> throw new OutOfTurn(older);
        };
    }

    /** What this process has begun it also ends. It waits for no other. */
    private void requireNotStopping(BlobVersion older) {
        boolean othersAndStopping = !mine.contains(older.batchId()) && stopping.getAsBoolean();
        // One that was ours may have ended since the last look: then it is asked for after it left.
        if (Thread.currentThread().isInterrupted()
                || (othersAndStopping && !ledger.knownToHaveEnded(older.batchId()))) {
            throw new OutOfTurn(older);
        }
    }

    private Ledger.Standing standing(BlobVersion older) {
        Ledger.Standing standing = ledger.standing(older);
        boolean waitedForInVain = (standing == Ledger.Standing.LEFT || standing == Ledger.Standing.UNBEGUN)
                && failsOn.test(older.batchId());
        return waitedForInVain ? Ledger.Standing.PASSED_OVER : standing;
    }
}
