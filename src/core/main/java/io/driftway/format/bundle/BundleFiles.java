package io.driftway.format.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.batch.Batch;
import io.driftway.core.batch.CategoricalColumn;
import io.driftway.core.batch.Column;
import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.NumericColumn;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.Sha256;
import io.driftway.core.decision.Baseline;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.BundleFormat;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Model;
import io.driftway.core.model.OnnxEngine;
import io.driftway.core.model.Quality;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.model.Training;
import io.driftway.core.model.UnusableModel;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Trained;
import io.driftway.format.onnx.OnnxExport;
import io.driftway.format.onnx.OnnxFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Stores a model as files: plain JSON, so that reading one can run nothing, and an ONNX file. The manifest names the other files by their content. Numbers have all the digits
 * that bring back every bit. A bundle is broken if its model scores its made-up rows otherwise than after the training, whatever its checksums say.
 *
 * <p>Usually the model is the trees, and the ONNX file holds the same trees for other programs. Where there are no trees, the model is the ONNX file. {@link OnnxFile} checks it
 * before an {@link OnnxEngine} gets it.
 */
public final class BundleFiles implements BundleFormat {

    private static final String COPY_AGAIN = "copy the whole bundle again, or train a new one";

    @Override
    public Bundle write(Trained trained, DriftSettings drift) {
        byte[] trees = BundleJson.trees(trained.trees());
        String treesSha256 = Sha256.of(trees);
        byte[] onnx = OnnxExport.of(trained.trees(), trained.schema(), treesSha256);
        byte[] reference = BundleJson.compact(trained.reference());
        byte[] facts = content(trained.facts());
        Manifest manifest = new Manifest(
                Manifest.format(trained.trees()),
                trained.schema(),
                trained.training(),
                trained.metrics(),
                trained.calibration(),
                trained.importance(),
                trained.smoke(),
                drift,
                treesSha256,
                Sha256.of(reference),
                Sha256.of(onnx),
                sha256(facts));
        return read(
                "the new model",
                with(
                        facts,
                        Map.of(
                                Bundle.MANIFEST,
                                BundleJson.indented(manifest),
                                Bundle.TREES,
                                trees,
                                Bundle.REFERENCE,
                                reference,
                                Bundle.ONNX,
                                onnx)));
    }

    private static byte @Nullable [] content(ReferenceFacts facts) {
        return facts.equals(ReferenceFacts.NONE) ? null : BundleJson.compact(facts);
    }

    private static @Nullable String sha256(byte @Nullable [] content) {
        return content == null ? null : Sha256.of(content);
    }

    private static Map<String, byte[]> with(byte @Nullable [] facts, Map<String, byte[]> files) {
        Map<String, byte[]> all = new HashMap<>(files);
        if (facts != null) {
            all.put(Bundle.FACTS, facts);
        }
        return all;
    }

    /**
     * Writes a model down that is an ONNX file.
     *
     * @param onnx takes the features of the schema
     * @param training what is known of how it came about
     * @param metrics on labelled rows that it was shown
     * @param calibration on the same rows
     * @param importance of each feature on these rows
     * @param reference the features and predictions of such rows
     * @param facts what these rows tell beside
     * @param drift how its columns are to be compared where the default rules are not wanted
     * @throws BrokenBundle when the model cannot be used
     */
    public Bundle write(
            byte[] onnx,
            Schema schema,
            Training training,
            Quality metrics,
            Calibration calibration,
            Map<String, Importance> importance,
            Profile reference,
            ReferenceFacts facts,
            DriftSettings drift) {
        byte[] profile = BundleJson.compact(reference);
        byte[] told = content(facts);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                schema,
                training,
                metrics,
                calibration,
                importance,
                List.of(),
                drift,
                null,
                Sha256.of(profile),
                Sha256.of(onnx),
                sha256(told));
        return read(
                "the imported model",
                with(
                        told,
                        Map.of(
                                Bundle.MANIFEST,
                                BundleJson.indented(manifest),
                                Bundle.REFERENCE,
                                profile,
                                Bundle.ONNX,
                                onnx)));
    }

    /**
     * Makes an ONNX file ready to score rows of a schema.
     *
     * @param file names it, for messages
     * @throws BrokenBundle when it cannot be used
     */
    public static Scorer open(String file, byte[] onnx, Schema schema) {
        OnnxFile checked = OnnxFile.check(file, onnx);
        OnnxEngine engine = ServiceLoader.load(OnnxEngine.class, BundleFiles.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new BrokenBundle(
                        file,
                        "this program was built without Bundle.ONNX",
                        "use the driftway jar with io.driftway.onnx"));
        try {
            return engine.open(onnx, checked.signature(schema), example(schema));
        } catch (UnusableModel fault) {
            throw new BrokenBundle(file, fault.fault(), fault.remedy());
        }
    }

    /** A row of zeros and of the first categories. */
    private static Features example(Schema schema) {
        List<Column> cells = new ArrayList<>();
        for (Field field : schema.features()) {
            List<String> first = field.categories().stream().limit(1).toList();
            cells.add(
                    field.type() == ColumnType.NUM
                            ? new NumericColumn(field.name(), new double[1])
                            : new CategoricalColumn(field.name(), first, new int[] {first.size() - 1}));
        }
        return Features.of(new Batch("example", cells, 1), schema);
    }

    @Override
    public Bundle read(String name, Map<String, byte[]> files) {
        byte[] manifestBytes = content(name, files, Bundle.MANIFEST);
        Manifest manifest = parse(name, Bundle.MANIFEST, manifestBytes, BundleJson::readManifest);
        Map<String, byte[]> verified = new HashMap<>(Map.of(Bundle.MANIFEST, manifestBytes));
        byte[] referenceBytes = verified(name, files, Bundle.REFERENCE, manifest.referenceSha256(), verified);
        byte[] treesBytes = verified(name, files, Bundle.TREES, manifest.treesSha256(), verified);
        byte[] onnx = verified(name, files, Bundle.ONNX, manifest.onnxSha256(), verified);
        byte[] factsBytes = verified(name, files, Bundle.FACTS, manifest.factsSha256(), verified);
        Profile reference = parse(name, Bundle.REFERENCE, Objects.requireNonNull(referenceBytes), Profile.class);
        String id = Sha256.of(manifestBytes);
        requireColumns(name, manifest, reference);
        requireFit(name, manifest, reference);
        Scorer scorer = treesBytes == null
                ? open(at(name, Bundle.ONNX), Objects.requireNonNull(onnx), manifest.schema())
                : trees(name, treesBytes, manifest);
        Model model = new Model(id, manifest, scorer);
        requireSameScores(name, model);
        ReferenceFacts facts = factsBytes == null ? ReferenceFacts.NONE : facts(name, factsBytes, reference, scorer);
        return new Bundle(model, new Baseline(id, manifest.referenceSha256(), reference, facts), verified);
    }

    private static ReferenceFacts facts(String name, byte[] content, Profile reference, Scorer scorer) {
        ReferenceFacts facts = parse(name, Bundle.FACTS, content, ReferenceFacts.class);
        try {
            facts.requireFit(reference.without(ScoredBatch.PREDICTION), scorer);
        } catch (RuntimeException unfit) {
            throw new BrokenBundle(at(name, Bundle.FACTS), String.valueOf(unfit.getMessage()), COPY_AGAIN);
        }
        return facts;
    }

    private static FlatTrees trees(String name, byte[] content, Manifest manifest) {
        FlatTrees trees = parse(name, Bundle.TREES, content, json -> BundleJson.readTrees(json, manifest.format()));
        int features = manifest.schema().features().size();
        if (trees.features() != features) {
            throw new BrokenBundle(
                    at(name, Bundle.TREES),
                    "the trees take " + trees.features() + " features, the schema has " + features,
                    COPY_AGAIN);
        }
        return trees;
    }

    /** The file, when the manifest names it. */
    private static byte @Nullable [] verified(
            String name,
            Map<String, byte[]> files,
            String file,
            @Nullable String sha256,
            Map<String, byte[]> verified) {
        if (sha256 == null) {
            return null;
        }
        byte[] content = content(name, files, file);
        if (!Sha256.of(content).equals(sha256)) {
            throw new BrokenBundle(
                    at(name, file), "the content is not what " + Bundle.MANIFEST + " names by its sha256", COPY_AGAIN);
        }
        verified.put(file, content);
        return content;
    }

    private static byte[] content(String name, Map<String, byte[]> files, String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new BrokenBundle(name, "there is no " + file, "give a folder that driftway train has written");
        }
        if (content.length > Bundle.MAX_FILE_BYTES) {
            throw tooLarge(at(name, file), content.length);
        }
        return content;
    }

    static BrokenBundle tooLarge(String file, long bytes) {
        return new BrokenBundle(
                file,
                String.format(Locale.ROOT, "%,d bytes are more than the limit of %,d", bytes, Bundle.MAX_FILE_BYTES),
                "train again on fewer columns or with a smaller reference");
    }

    /** Reads the content of a file. */
    private interface Reading<T> {
        @Nullable
        T of(byte[] json) throws IOException;
    }

    private static <T> T parse(String name, String file, byte[] content, Class<T> type) {
        return parse(name, file, content, json -> BundleJson.read(json, type));
    }

    private static <T> T parse(String name, String file, byte[] content, Reading<T> reading) {
        try {
            return Objects.requireNonNull(reading.of(content), "null");
        } catch (JsonProcessingException fault) {
            throw new BrokenBundle(at(name, file), fault.getOriginalMessage(), COPY_AGAIN);
        } catch (IOException | RuntimeException fault) {
            throw new BrokenBundle(at(name, file), String.valueOf(fault.getMessage()), COPY_AGAIN);
        }
    }

    private static void requireColumns(String name, Manifest manifest, Profile reference) {
        manifest.schema().features().stream()
                .map(Field::name)
                .forEach(feature -> requireColumn(name, reference, feature));
        requireColumn(name, reference, ScoredBatch.PREDICTION);
    }

    private static void requireFit(String name, Manifest manifest, Profile reference) {
        try {
            DriftOptions.of(manifest.drift()).requireFit(reference.types());
        } catch (IllegalArgumentException nonsense) {
            throw new BrokenBundle(
                    at(name, Bundle.MANIFEST), "drift: " + nonsense.getMessage(), "train again with settings that fit");
        }
    }

    private static void requireSameScores(String name, Model model) {
        Manifest manifest = model.manifest();
        Optional<String> fault;
        try {
            fault = SmokeRow.fault(manifest.smoke(), manifest.schema(), batch -> model.score(batch)
                    .probabilities());
        } catch (IllegalArgumentException nonsense) {
            fault = Optional.of("smoke: " + nonsense.getMessage());
        }
        fault.ifPresent(said -> {
            throw new BrokenBundle(at(name, Bundle.MANIFEST), said, COPY_AGAIN);
        });
    }

    private static void requireColumn(String name, Profile reference, String column) {
        if (reference.column(column).isEmpty()) {
            throw new BrokenBundle(at(name, Bundle.REFERENCE), "column " + column + " is not profiled", COPY_AGAIN);
        }
    }

    private static String at(String name, String file) {
        return name + "/" + file;
    }
}
