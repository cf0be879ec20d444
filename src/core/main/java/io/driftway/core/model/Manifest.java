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
 * Describes a model bundle: the model's columns, training and quality, and the other files. It names these by their SHA-256, so that the
 * SHA-256 of the manifest names the whole bundle. That hash is the id of the model.
 *
 * <p>The constructor throws {@link IllegalArgumentException} for another format, when no file holds a model, when importance names a column
 * that is no feature, and for too many smoke rows or rows with another number of cells than there are features.
 *
 * @param format {@link #FORMAT} or {@link #MISSING_LEFT_FORMAT}
 * @param schema the columns that the model takes, with their types and categories
 * @param training how the model was made
 * @param metrics of the stored model on rows held out of its training; of an imported model on the labelled rows that it came with, which
 *     it may have been trained on
 * @param calibration how probabilities relate to the share of positives, on the same rows; null where that is not known, and then no
 *     performance is estimated
 * @param importance of each feature on the same rows, the most important first; empty where that is not known
 * @param smoke made-up rows that the model must score as it did when it was trained; at most {@value SmokeRow#MAX_ROWS}, perhaps none
 * @param drift how its columns are compared where the default rules are not wanted
 * @param treesSha256 of the file with the trees; null when the model is the ONNX file
 * @param referenceSha256 of the file with the reference profile
 * @param onnxSha256 of the ONNX file: the model itself where there are no trees, else the same trees for other programs; null in bundles of
 *     releases that wrote none
 * @param factsSha256 of the file with figures of the reference's rows that its profile does not have; null in bundles of releases that wrote none
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

    /** Names the format. It is raised when a reader of the former one would misread a bundle. */
    public static final String FORMAT = "driftway-model/2";

    /**
     * Names the format of trees that send missing values left. Releases that know only {@link #FORMAT} send them right, so they must refuse such a bundle. All other models keep
     * {@link #FORMAT}, and their bundles keep their bytes.
     */
    public static final String MISSING_LEFT_FORMAT = "driftway-model/3";

    public Manifest {
        Objects.requireNonNull(schema);
        Objects.requireNonNull(training);
        Objects.requireNonNull(metrics);
        Objects.requireNonNull(drift);
        Objects.requireNonNull(referenceSha256);
        if (!FORMAT.equals(format) && !MISSING_LEFT_FORMAT.equals(format)) {
            throw new IllegalArgumentException(
                    "format is " + format + ", this version reads " + FORMAT + " and " + MISSING_LEFT_FORMAT);
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

    /** Makes the manifest of a model of which only the metrics are known. */
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

    /** Returns the format of a bundle with these trees. */
    public static String format(FlatTrees trees) {
        return trees.sendsMissingLeft() ? MISSING_LEFT_FORMAT : FORMAT;
    }

    /** Tells whether another program trained the model. Its trees are those of XGBoost then, or it has none and its ONNX file is the model. */
    public boolean imported() {
        return treesSha256 == null || training.trainer().equals(Training.XGBOOST);
    }
}
