package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import io.driftway.core.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Keeps batches in the order of the inbox, the oldest first, across all replicas. A rule that judges batches together needs this order: one
 * replica and four then reach the same verdicts.
 *
 * <p>A batch waits for the older batches of its listing. A batch that failed is retried before any younger one begins. A batch does not hold up
 * the others any longer after several processes have ended while they worked on it, or after it has failed here for about half a minute.
 */
public final class Turns {

    /** Thrown where an older batch waits for somebody to begin it: this one is begun again after it. */
    static final class OutOfTurn extends RuntimeException {

        private static final long serialVersionUID = 1;

        OutOfTurn(BlobVersion older) {
            super("the older batch " + older.batchId() + " has not ended");
        }
    }

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Ledger ledger;
    private final Predicate<String> failsOn;
    private final boolean ordered;
    private final BooleanSupplier stopping;
    private volatile List<BlobVersion> order = List.of();

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
     * @param stopping whether the process is about to end, and waits for nothing
     */
    public static Turns inOrder(Ledger ledger, Backoff backoff, BooleanSupplier stopping) {
        return new Turns(ledger, backoff::holdsUpNoOther, true, stopping);
    }

    /** Takes the order from what waits in the inbox, the oldest first. The body stays what it is. */
    public List<BlobVersion> listed(List<BlobVersion> pending) {
        order = ordered ? List.copyOf(pending) : List.of();
        return pending;
    }

    /** Tells whether an older batch has not ended and nobody is at it, so that beginning this one is of no use. */
    boolean isHeldUp(BlobVersion blob) {
        return older(blob).stream().anyMatch(older -> standing(older) == Ledger.Standing.LEFT);
    }

    /**
     * Returns when all older batches have ended.
     *
     * @throws OutOfTurn when one of them is left, or this process is about to end
     */
    public void await(BlobVersion blob) {
        for (BlobVersion older : older(blob)) {
            while (isToBeAwaited(older)) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            }
        }
    }

    private boolean isToBeAwaited(BlobVersion older) {
        return switch (standing(older)) {
            case ENDED, PASSED_OVER -> false;
            case AT_WORK -> {
                if (stopping.getAsBoolean()) {
                    throw new OutOfTurn(older);
                }
                yield true;
            }
            case LEFT -> throw new OutOfTurn(older);
        };
    }

    private Ledger.Standing standing(BlobVersion older) {
        Ledger.Standing standing = ledger.standing(older.batchId());
        boolean waitedForInVain = standing == Ledger.Standing.LEFT && failsOn.test(older.batchId());
        return waitedForInVain ? Ledger.Standing.PASSED_OVER : standing;
    }

    private List<BlobVersion> older(BlobVersion blob) {
        List<BlobVersion> listed = order;
        return listed.subList(0, Math.max(0, listed.indexOf(blob)));
    }
}
