package io.driftway.core.model;

import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model bundle says of itself. It names the other files by content, so that its own SHA-256 names the whole bundle.
 *
 * @param format {@link #FORMAT}
 * @param schema the columns the model takes, with their types and categories
 * @param training how it came about
 * @param metrics of the model as stored, on rows held out of its training; of an imported one, on the labelled rows that it came with, which it may
 *     have been trained on
 * @param calibration what its probabilities are worth, from the same rows; null where that is not known, and nothing can be estimated
 * @param importance of each feature on these rows, the most important first; empty where that is not known
 * @param smoke made-up rows that the model must score as it did when it was trained; at most {@value SmokeRow#MAX_ROWS}, perhaps none
 * @param drift how its columns are to be compared where the default rules are not wanted
 * @param treesSha256 of the file with the trees; null when the model is the ONNX file
 * @param referenceSha256 of the file with the reference profile
 * @param onnxSha256 of the ONNX file: the model itself where there are no trees, else the same trees for other programs; null in
 *     bundles from before there was one
 * @param factsSha256 of the file with what the reference's rows tell beside the profile; null in bundles from before there was one
 */
public record Manifest(
        String format,
        Schema schema,
        Training training,
        Quality metrics,
        @Nullable Calibration calibration,
        Map<String, Importance> importance,
        List<SmokeRow> smoke,
        DriftSettings drift,
        @Nullable String treesSha256,
        String referenceSha256,
        @Nullable String onnxSha256,
        @Nullable String factsSha256) {

    /** Raised when a reader of the former one would misread a bundle. */
    public static final String FORMAT = "driftway-model/2";

    public Manifest {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(training);
        Objects.requireNonNull(metrics);
        Objects.requireNonNull(drift);
        Objects.requireNonNull(referenceSha256);
        if (!FORMAT.equals(format)) {
            throw new IllegalArgumentException("format is " + format + ", this version reads " + FORMAT);
        }
        if (treesSha256 == null && onnxSha256 == null) {
            throw new IllegalArgumentException("neither treesSha256 nor onnxSha256 names a model");
        }
        importance = Collections.unmodifiableMap(new LinkedHashMap<>(importance));
        smoke = List.copyOf(smoke);
        Set<String> features = schema.features().stream().map(Field::name).collect(Collectors.toSet());
        for (String name : importance.keySet()) {
            if (!features.contains(name)) {
                throw new IllegalArgumentException("importance names " + name + ", which is no feature of the schema");
            }
        }
        if (smoke.size() > SmokeRow.MAX_ROWS
                || smoke.stream().anyMatch(row -> row.cells().size() != features.size())) {
            throw new IllegalArgumentException("smoke has " + smoke.size() + " rows, at most " + SmokeRow.MAX_ROWS
                    + " are allowed, each with " + features.size() + " cells");
        }
    }

    /** Of a model of which nothing but its metrics is known. */
    public Manifest(
            String format,
            Schema schema,
            Training training,
            Quality metrics,
            DriftSettings drift,
            @Nullable String treesSha256,
            String referenceSha256,
            @Nullable String onnxSha256) {
        this(
                format,
                schema,
                training,
                metrics,
                null,
                Map.of(),
                List.of(),
                drift,
                treesSha256,
                referenceSha256,
                onnxSha256,
                null);
    }

    /** Whether the model was trained by another program, and is its ONNX file. */
    public boolean imported() {
        return treesSha256 == null;
    }
}
