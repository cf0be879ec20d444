package io.driftway.core.model;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records how a model was made. Nothing here depends on when or where: the same data and settings give the same record.
 *
 * @param trainer what grew the trees
 * @param settings of the trainer by name, the seed among them
 * @param dataSha256 the {@link Fingerprint} of the data, held-out rows included
 * @param rows rows that the trees were grown from
 * @param holdoutRows rows that the metrics were measured on
 * @param referenceRows the newest of the training rows, which the reference profile summarises
 * @param files the {@link Fingerprint} of each labelled file that the data was put together from; where none is given, the data is one file
 */
public record Training(
        String trainer,
        SortedMap<String, String> settings,
        String dataSha256,
        long rows,
        long holdoutRows,
        long referenceRows,
        @Nullable List<String> files) {

    /** The trainer of a model that was imported from XGBoost's JSON. */
    public static final String XGBOOST = "xgboost";

    public Training {
        Objects.requireNonNull(trainer);
        Objects.requireNonNull(dataSha256);
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        files = files == null || files.isEmpty() ? List.of(dataSha256) : List.copyOf(files);
    }

    /** Records the training on one file. */
    public Training(
            String trainer,
            SortedMap<String, String> settings,
            String dataSha256,
            long rows,
            long holdoutRows,
            long referenceRows) {
        this(trainer, settings, dataSha256, rows, holdoutRows, referenceRows, null);
    }

    /** Returns this one with the files that its data was put together from. */
    public Training of(List<String> parts) {
        return new Training(trainer, settings, dataSha256, rows, holdoutRows, referenceRows, parts);
    }

    /** Returns the fingerprints of the files; never null and never empty. */
    @Override
    public List<String> files() {
        return files == null ? List.of(dataSha256) : files;
    }
}
