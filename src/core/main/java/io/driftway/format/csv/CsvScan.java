package io.driftway.format.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.driftway.core.batch.Limits;
import io.driftway.format.table.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a CSV file. While the next rows are cut out of the bytes, the columns of the last ones are taken up, each by one thread at a time: columns are
 * independent, and every processor has work.
 *
 * @param header the names of all columns
 * @param sinks one for each name; null for a column that is not read
 * @param rows rows below the header
 * @param repeatedHeaders rows that repeat it, which are left out
 */
record CsvScan<S extends CellSink>(List<String> header, List<@Nullable S> sinks, long rows, long repeatedHeaders) {

    /** Fewer cells are not worth a second thread. */
    private static final int MIN_SHARED_CELLS = 1 << 14;

    /** Columns that are taken up together, while the bytes of a block are near. */
    private static final int COLUMNS_AT_ONCE = 4;

    /**
     * Reads to the end. The stream is left open. A thread that is interrupted stops at the next block.
     *
     * @param file its name, for messages
     * @param limits beyond which the file is refused
     * @param required names that the header row must have
     * @param sinks by the header row
     * @throws Refused at the first fault
     * @throws UncheckedIOException when the stream fails, or the thread is interrupted
     */
    static <S extends CellSink> CsvScan<S> of(
            String file,
            InputStream in,
            Limits limits,
            List<String> required,
            Function<List<String>, List<@Nullable S>> sinks) {
        CsvScan<S> scan = part(file, in, limits, required, sinks);
        if (scan.rows == 0) {
            throw new CsvFaults(file).noRows();
        }
        return scan;
    }

    /** Reads as {@link #of} does. A file without rows will do. */
    static <S extends CellSink> CsvScan<S> part(
            String file,
            InputStream in,
            Limits limits,
            List<String> required,
            Function<List<String>, List<@Nullable S>> sinks) {
        CsvFaults faults = new CsvFaults(file);
        Records records = new Records(unpacked(in, limits, faults), limits, faults);
        List<String> header = records.header();
        if (header.isEmpty()) {
            throw faults.empty();
        }
        faults.header(header);
        List<String> absent =
                required.stream().filter(name -> !header.contains(name)).toList();
        if (absent.size() > 1 && absent.size() == required.size()) {
            throw faults.noHeader(records.headerLine(), absent);
        }
        requireDistinct(header, records.headerLine(), faults);
        if (!absent.isEmpty()) {
            throw faults.missingColumns(records.headerLine(), absent);
        }
        return read(records, header, sinks.apply(header), limits, faults);
    }

    /** Notes for a person, and one on rows that were left out. */
    List<String> with(List<String> notes, String file) {
        return repeatedHeaders == 0
                ? notes
                : Stream.concat(
                                notes.stream(),
                                Stream.of(file + ": "
                                        + (repeatedHeaders == 1
                                                ? "a row repeats the header row and is left out"
                                                : repeatedHeaders + " rows repeat the header row and are left out")))
                        .toList();
    }

    /** The names in the header row; empty when there is none or it cannot be read, of which reading the file will tell the reason. */
    static List<String> header(InputStream in) {
        CsvFaults faults = new CsvFaults("");
        try {
            return new Records(unpacked(in, Limits.STANDARD, faults), Limits.STANDARD, faults).header();
        } catch (Refused refused) {
            return List.of();
        }
    }

    private static InputStream unpacked(InputStream in, Limits limits, CsvFaults faults) {
        try {
            return Unpacked.open(in, limits, faults);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void requireDistinct(List<String> header, long line, CsvFaults faults) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (!names.add(header.get(i))) {
                throw faults.duplicateColumn(line, i);
            }
        }
    }

    private static <S extends CellSink> CsvScan<S> read(
            Records records, List<String> header, List<@Nullable S> sinks, Limits limits, CsvFaults faults) {
        long memory = (long) (Runtime.getRuntime().maxMemory() * limits.memoryShare());
        RowBatch batch = new RowBatch(header.size());
        RowBatch next = new RowBatch(header.size());
        long rows = 0;
        batch.fill(records);
        while (batch.rows() > 0) {
            if (Thread.interrupted()) {
                throw new UncheckedIOException(new InterruptedIOException("reading was cancelled"));
            }
            rows += batch.rows();
            Uptake uptake = new Uptake(batch, sinks);
            List<ForkJoinTask<?>> helpers = uptake.helpers();
            try {
                next.fill(records);
            } finally {
                uptake.run();
                helpers.forEach(ForkJoinTask::join);
            }
            uptake.requireTaken(faults);
            if (rows > limits.rows()) {
                throw faults.manyRows(batch.line(limits.rows() - (rows - batch.rows())), limits.rows());
            }
            if (heldBytes(sinks) > memory) {
                throw faults.noMemory(batch.line(0));
            }
            RowBatch done = batch;
            batch = next;
            next = done;
        }
        records.requireNoFault();
        return new CsvScan<>(header, sinks, rows, records.repeatedHeaders());
    }

    private static long heldBytes(List<? extends @Nullable CellSink> sinks) {
        return sinks.stream()
                .filter(Objects::nonNull)
                .mapToLong(CellSink::heldBytes)
                .sum();
    }

    /** The columns of one batch, some at a time taken up by whoever comes first. */
    private static final class Uptake implements Runnable {
        private final RowBatch batch;
        private final List<? extends @Nullable CellSink> sinks;
        private final AtomicInteger next = new AtomicInteger();
        private final @Nullable Refusal[] refusals;

        private record Refusal(RowBlock block, int row, int column) {
            long line() {
                return block.line(row);
            }
        }

        Uptake(RowBatch batch, List<? extends @Nullable CellSink> sinks) {
            this.batch = batch;
            this.sinks = sinks;
            refusals = new @Nullable Refusal[sinks.size()];
        }

        List<ForkJoinTask<?>> helpers() {
            int helpers = (long) batch.rows() * sinks.size() < MIN_SHARED_CELLS
                    ? 0
                    : Math.min(sinks.size(), Runtime.getRuntime().availableProcessors()) - 1;
            return Stream.<ForkJoinTask<?>>generate(
                            () -> ForkJoinPool.commonPool().submit(this))
                    .limit(helpers)
                    .toList();
        }

        @Override
        public void run() {
            for (int first = next.getAndAdd(COLUMNS_AT_ONCE);
                    first < sinks.size();
                    first = next.getAndAdd(COLUMNS_AT_ONCE)) {
                for (RowBlock block : batch.blocks()) {
                    for (int column = first; column < Math.min(sinks.size(), first + COLUMNS_AT_ONCE); column++) {
                        take(block, column);
                    }
                }
            }
        }

        private void take(RowBlock block, int column) {
            CellSink sink = sinks.get(column);
            if (sink != null && refusals[column] == null) {
                int row = sink.put(block, column);
                if (row >= 0) {
                    refusals[column] = new Refusal(block, row, column);
                }
            }
        }

        /** Refuses the file at the first cell, row by row, that was not taken. */
        void requireTaken(CsvFaults faults) {
            Arrays.stream(refusals)
                    .filter(Objects::nonNull)
                    .min(Comparator.comparingLong(Refusal::line).thenComparing(Refusal::column))
                    .ifPresent(first -> {
                        RowBlock block = first.block;
                        int start = block.start(first.row, first.column);
                        int length = block.length(first.row, first.column);
                        throw faults.badNumber(
                                first.line(), first.column, new String(block.text(), start, length, UTF_8));
                    });
        }
    }
}
