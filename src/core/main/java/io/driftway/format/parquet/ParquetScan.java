package io.driftway.format.parquet;

import io.driftway.format.table.Refused;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pass over columns of a Parquet file, one after the other from its first row to its last, so that no more than a few pages of a column are unpacked at once. Columns
 * are independent: of a long file as many are read at a time as there are processors. A column is summarised as soon as it was read.
 */
final class ParquetScan {

    /** Fewer cells are not worth a second thread: Hardwood unpacks in threads of its own, and this one hardly waits for them. */
    private static final int MIN_SHARED_CELLS = 1 << 25;

    private final ParquetFile file;
    private final List<ParquetTally> tallies;
    private final int rows;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger firstFailed = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicLong heldBytes;
    private final AtomicReferenceArray<@Nullable ParquetSummary> summaries;
    private final AtomicReferenceArray<@Nullable RuntimeException> failures;

    private ParquetScan(ParquetFile file, List<ParquetTally> tallies, int rows, long heldBytes) {
        this.file = file;
        this.tallies = tallies;
        this.rows = rows;
        this.heldBytes = new AtomicLong(heldBytes);
        this.summaries = new AtomicReferenceArray<>(tallies.size());
        this.failures = new AtomicReferenceArray<>(tallies.size());
    }

    /**
     * Reads to the end. A thread that is interrupted stops soon.
     *
     * @param tallies of columns whose pages were checked
     * @param heldBytes bytes that are held already of the same file
     * @return what was counted, in the order of the tallies
     * @throws Refused for the first column, in this order, that has a fault
     * @throws UncheckedIOException when the thread is interrupted
     */
    static List<ParquetSummary> of(ParquetFile file, List<ParquetTally> tallies, int rows, long heldBytes) {
        int threads = (long) rows * tallies.size() < MIN_SHARED_CELLS
                ? 1
                : Math.min(tallies.size(), Runtime.getRuntime().availableProcessors());
        return of(file, tallies, rows, heldBytes, threads);
    }

    static List<ParquetSummary> of(
            ParquetFile file, List<ParquetTally> tallies, int rows, long heldBytes, int threads) {
        ParquetScan scan = new ParquetScan(file, tallies, rows, heldBytes);
        List<ForkJoinTask<?>> helpers = Stream.<ForkJoinTask<?>>generate(
                        () -> ForkJoinPool.commonPool().submit(scan::run))
                .limit(threads - 1)
                .toList();
        scan.run();
        helpers.forEach(ForkJoinTask::join);
        return scan.summaries();
    }

    /** Takes up column after column. Those before a column with a fault are read to their end: one of them may have the first fault. */
    private void run() {
        for (int column = next.getAndIncrement();
                column < Math.min(tallies.size(), firstFailed.get());
                column = next.getAndIncrement()) {
            try {
                summaries.set(column, summary(column, tallies.get(column)));
            } catch (RuntimeException failure) {
                failures.set(column, failure);
                firstFailed.accumulateAndGet(column, Math::min);
            }
        }
    }

    private ParquetSummary summary(int column, ParquetTally tally) {
        long[] held = new long[1];
        file.read(
                tally.column(),
                (row, batch) -> {
                    requireWanted(column);
                    tally.put(row, batch);
                    hold(held, tally.heldBytes());
                },
                rows);
        ParquetSummary summary = file.guarded(tally.name(), tally::summary);
        hold(held, summary.heldBytes());
        return summary;
    }

    private void hold(long[] before, long now) {
        file.requireMemoryOfCounts(heldBytes.addAndGet(now - before[0]));
        before[0] = now;
    }

    private void requireWanted(int column) {
        if (caller.isInterrupted()) {
            throw new UncheckedIOException(new InterruptedIOException("reading was cancelled"));
        }
        if (column > firstFailed.get()) {
            throw new IllegalStateException("an earlier column has a fault");
        }
    }

    private List<ParquetSummary> summaries() {
        if (Thread.interrupted()) {
            throw new UncheckedIOException(new InterruptedIOException("reading was cancelled"));
        }
        if (firstFailed.get() < tallies.size()) {
            throw Objects.requireNonNull(failures.get(firstFailed.get()));
        }
        return Stream.iterate(0, i -> i + 1)
                .limit(tallies.size())
                .map(i -> Objects.requireNonNull(summaries.get(i)))
                .toList();
    }
}
