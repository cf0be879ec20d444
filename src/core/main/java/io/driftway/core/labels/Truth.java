package io.driftway.core.labels;

import io.driftway.core.batch.BlobVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the known labels of one batch's rows: the content of {@code truth/<batchId>.json}, changed by compare-and-set. It takes each file of labels once. If two files label the
 * same row, the newer file counts, so the order of the files does not matter.
 *
 * @param batchId the batch
 * @param sources files with a label for at least one of its rows, in the order in which they were taken up
 * @param labels one per row, in the order of the predictions: 0 where none is known, else the source's place in the list, from 1, with a
 *     minus sign where the label is not the positive one
 * @param news one per row: the place of the source that gave the row its label first, 0 where none did; empty where each row's label did
 */
@SuppressWarnings("ArrayRecordComponent")
public record Truth(String batchId, List<Source> sources, int[] labels, int[] news) {

    private static final Comparator<Source> BY_AGE = Comparator.comparing(Source::lastModified)
            .thenComparing(Source::name)
            .thenComparing(Source::id);

    /**
     * A file of labels.
     *
     * @param id of the blob version
     * @param name of the blob
     * @param lastModified by the store's clock
     * @param joined rows of the batch that it has a label for
     * @param replaced labels that gave way when it was taken up: older ones to its own, or its own to newer ones
     * @param step with which of the {@link io.driftway.core.ledger.DecisionLog}'s labels its new ones count; null where labels decide nothing, and
     *     in records of a release in which they did not
     */
    public record Source(
            String id,
            String name,
            Instant lastModified,
            long joined,
            long replaced,
            @Nullable String step) {}

    public Truth {
        sources = List.copyOf(sources);
        // A release in which labels decided nothing wrote none.
        news = news == null ? new int[0] : news;
    }

    static Truth unknown(String batchId, int rows) {
        return new Truth(batchId, List.of(), new int[rows], new int[0]);
    }

    Optional<Source> source(BlobVersion file) {
        return sources.stream()
                .filter(source -> source.id().equals(file.batchId()))
                .findFirst();
    }

    /** Tells whether the row's first label came with this step, and was new. */
    boolean cameWith(int row, String step) {
        int source = news(row);
        return source > 0 && step.equals(sources.get(source - 1).step());
    }

    /** Tells whether any source came with this step. */
    boolean has(String step) {
        return sources.stream().anyMatch(source -> step.equals(source.step()));
    }

    private int news(int row) {
        return news.length == 0 ? Math.abs(labels[row]) : news[row];
    }

    /**
     * With the labels of a file; this very value when it has none of them, or when the file was taken up before.
     *
     * @param step of the file's labels; null where they decide nothing
     * @param known ids of which this file has said before what it says
     */
    Truth with(BlobVersion file, LabelRows rows, String[] ids, @Nullable String step, Predicate<String> known) {
        int[] next = labels.clone();
        int[] says = IntStream.range(0, labels.length).map(this::news).toArray();
        Source bare = new Source(file.batchId(), file.name(), file.lastModified(), 0, 0, step);
        long joined = 0;
        long replaced = 0;
        for (int row = 0; row < ids.length; row++) {
            int label = ids[row].isEmpty() ? 0 : rows.take(ids[row]);
            if (label == 0) {
                continue;
            }
            joined++;
            boolean labelled = labels[row] != 0;
            replaced += labelled ? 1 : 0;
            if (!labelled && !known.test(ids[row])) {
                says[row] = sources.size() + 1;
            }
            if (!labelled || BY_AGE.compare(bare, sources.get(Math.abs(labels[row]) - 1)) > 0) {
                next[row] = label * (sources.size() + 1);
            }
        }
        if (joined == 0 || source(file).isPresent()) {
            return this;
        }
        List<Source> more = new ArrayList<>(sources);
        more.add(new Source(bare.id(), bare.name(), bare.lastModified(), joined, replaced, step));
        boolean all = IntStream.range(0, next.length).allMatch(row -> says[row] == Math.abs(next[row]));
        return new Truth(batchId, more, next, all ? new int[0] : says);
    }
}
