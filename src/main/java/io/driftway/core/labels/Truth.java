package io.driftway.core.labels;

import io.driftway.core.batch.BlobVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one batch's rows: the content of {@code truth/<batchId>.json}, changed by compare-and-set. A file of labels is taken up
 * once; of two labels for one row the newer file's counts, so that files may be taken up in any order.
 *
 * @param batchId the batch
 * @param sources files with a label for at least one of its rows, in the order in which they were taken up
 * @param labels one per row, in the order of the predictions: 0 where none is known, else the source's place in the list, from 1, with a
 *     minus sign where the label is not the positive one
 */
@SuppressWarnings("ArrayRecordComponent")
public record Truth(String batchId, List<Source> sources, int[] labels) {

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
     */
    public record Source(String id, String name, Instant lastModified, long joined, long replaced) {}

    public Truth {
        sources = List.copyOf(sources);
    }

    static Truth unknown(String batchId, int rows) {
        return new Truth(batchId, List.of(), new int[rows]);
    }

    Optional<Source> source(BlobVersion file) {
        return sources.stream()
                .filter(source -> source.id().equals(file.batchId()))
                .findFirst();
    }

    /** With the labels of a file; this very value when it has none of them, or when the file was taken up before. */
    Truth with(BlobVersion file, LabelRows rows, String[] ids) {
        int[] next = labels.clone();
        Source bare = new Source(file.batchId(), file.name(), file.lastModified(), 0, 0);
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
            if (!labelled || BY_AGE.compare(bare, sources.get(Math.abs(labels[row]) - 1)) > 0) {
                next[row] = label * (sources.size() + 1);
            }
        }
        if (joined == 0 || source(file).isPresent()) {
            return this;
        }
        List<Source> more = new ArrayList<>(sources);
        more.add(new Source(bare.id(), bare.name(), bare.lastModified(), joined, replaced));
        return new Truth(batchId, more, next);
    }
}
