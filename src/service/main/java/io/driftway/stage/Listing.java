package io.driftway.stage;

import io.driftway.core.batch.BlobVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** One listing of the inbox, the oldest batch first, and which of its batches this process has tried to begin. Safe for many threads. */
final class Listing {

    static final Listing EMPTY = new Listing(List.of());

    /** A step of a person's own may drop a batch, for which the younger ones are not to wait. */
    private static final Duration DROPPED = Duration.ofSeconds(1);

    private final List<BlobVersion> order;
    private final Map<String, Integer> places = new HashMap<>();
    private int front;
    private int heldUp = Integer.MAX_VALUE;
    private Map<String, Integer> due = Map.of();
    private final BitSet reached = new BitSet();
    private final BitSet tried = new BitSet();

    Listing(List<BlobVersion> order) {
        this.order = List.copyOf(order);
        for (int i = 0; i < this.order.size(); i++) {
            places.put(this.order.get(i).batchId(), i);
        }
    }

    /** Returns the batches that are older than this one; none for a batch that is not listed. Those that have ended may be missing. */
    synchronized List<BlobVersion> before(String batchId, Predicate<String> ended) {
        int place = places.getOrDefault(batchId, 0);
        while (front < place && ended.test(order.get(front).batchId())) {
            front++;
        }
        return front < place ? new ArrayList<>(order.subList(front, place)) : new ArrayList<>();
    }

    /** Notes that this batch waits for an older one, and those after it with it. */
    synchronized void holdUp(String batchId) {
        heldUp = Math.min(heldUp, places.getOrDefault(batchId, Integer.MAX_VALUE));
    }

    synchronized boolean isHeldUp(String batchId) {
        return places.getOrDefault(batchId, -1) >= heldUp;
    }

    /** Says which batches this process tries to begin, in this order. */
    synchronized void due(List<BlobVersion> batches) {
        Map<String, Integer> places = new HashMap<>();
        batches.forEach(blob -> places.putIfAbsent(blob.batchId(), places.size()));
        due = places;
        reached.clear();
        tried.clear();
    }

    /** Returns when all due batches before this one were tried. Does not wait for a batch that reaches no thread within a second. */
    synchronized void enter(String batchId) {
        int place = due.getOrDefault(batchId, -1);
        if (place < 0) {
            return;
        }
        reached.set(place);
        notifyAll();
        long end = System.nanoTime() + DROPPED.toNanos();
        for (int next = tried.nextClearBit(0); next < place; next = tried.nextClearBit(0)) {
            long left = end - System.nanoTime();
            if (!reached.get(next) && left <= 0) {
                tried.set(next);
            } else {
                await(reached.get(next) ? DROPPED.toNanos() : left);
            }
        }
    }

    /** Notes that a batch was tried. */
    synchronized void tried(String batchId) {
        int place = due.getOrDefault(batchId, -1);
        if (place >= 0) {
            tried.set(place);
            notifyAll();
        }
    }

    private void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a batch was begun", stopped);
        }
    }
}
