package io.driftway.core.model;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a model came about. Nothing here depends on when or where: the same data and settings give the same record.
 *
 * @param trainer what grew the trees
 * @param settings of the trainer by name, the seed among them
 * @param dataSha256 the {@link Fingerprint} of the data, held-out rows included
 * @param rows rows that the trees were grown from
 * @param holdoutRows rows that the metrics were measured on
 * @param referenceRows the newest of the training rows, which the reference profile is of
 */
public record Training(
        String trainer,
        SortedMap<String, String> settings,
        String dataSha256,
        long rows,
        long holdoutRows,
        long referenceRows) {
    public Training {
        Objects.requireNonNull(trainer);
        Objects.requireNonNull(dataSha256);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
