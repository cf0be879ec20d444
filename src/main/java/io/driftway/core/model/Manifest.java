package io.driftway.core.model;

import io.driftway.core.batch.Schema;
import java.util.Objects;

/**
 * What a model bundle says of itself. It names the other files by content, so that its own SHA-256 names the whole bundle.
 *
 * @param format {@link #FORMAT}
 * @param schema the columns the model takes, with their types and categories
 * @param training how it came about
 * @param metrics of the model as stored, on rows held out of its training
 * @param drift how its columns are to be compared where the default rules are not wanted
 * @param treesSha256 of the file with the trees
 * @param referenceSha256 of the file with the reference profile
 */
public record Manifest(
        String format,
        Schema schema,
        Training training,
        Metrics metrics,
        DriftSettings drift,
        String treesSha256,
        String referenceSha256) {

    /** Raised when a reader of the former one would misread a bundle. */
    public static final String FORMAT = "driftway-model/2";

    public Manifest {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(training);
        Objects.requireNonNull(metrics);
        Objects.requireNonNull(drift);
        Objects.requireNonNull(treesSha256);
        Objects.requireNonNull(referenceSha256);
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("format is " + format + ", this version reads " + FORMAT);
        }
    }
}
