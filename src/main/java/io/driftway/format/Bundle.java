package io.driftway.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Sha256;
import io.driftway.core.drift.DriftOptions;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.core.profile.Baseline;
import io.driftway.core.profile.Profile;
import io.driftway.core.profile.Trained;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/**
 * A model as it is stored: three files of plain JSON, so that reading one can run nothing. The manifest names the other two by content.
 * Numbers are written with the digits that bring back every bit.
 *
 * @param model ready to score
 * @param baseline what its batches are compared with
 * @param files name to content: {@link #MANIFEST}, {@link #TREES} and {@link #REFERENCE}
 */
public record Bundle(Model model, Baseline baseline, Map<String, byte[]> files) {

    public static final String MANIFEST = "manifest.json";
    public static final String TREES = "trees.json";
    public static final String REFERENCE = "reference.json";

    /** More than this is refused before it is parsed, each file by itself. */
    public static final int MAX_FILE_BYTES = 64 << 20;

    private static final String COPY_AGAIN = "copy the whole bundle again, or train a new one";

    public Bundle {
        files = Map.copyOf(files);
    }

    /**
     * Writes a model down.
     *
     * @param drift how its columns are to be compared where the default rules are not wanted
     * @throws BrokenBundle when a file would be larger than the limit
     */
    public static Bundle of(Trained trained, DriftSettings drift) {
        byte[] trees = BundleJson.compact(trained.trees());
        byte[] reference = BundleJson.compact(trained.reference());
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                trained.schema(),
                trained.training(),
                trained.metrics(),
                drift,
                Sha256.of(trees),
                Sha256.of(reference));
        return read(
                "the new model", Map.of(MANIFEST, BundleJson.indented(manifest), TREES, trees, REFERENCE, reference));
    }

    /**
     * Reads a bundle and checks all of it.
     *
     * @param name where the files come from, for messages
     * @param files at least the three; others are left out
     * @throws BrokenBundle naming file, fault and remedy
     */
    public static Bundle read(String name, Map<String, byte[]> files) {
        byte[] manifestBytes = content(name, files, MANIFEST);
        byte[] treesBytes = content(name, files, TREES);
        byte[] referenceBytes = content(name, files, REFERENCE);
        Manifest manifest = parse(name, MANIFEST, manifestBytes, Manifest.class);
        verify(name, TREES, treesBytes, manifest.treesSha256());
        verify(name, REFERENCE, referenceBytes, manifest.referenceSha256());
        FlatTrees trees = parse(name, TREES, treesBytes, FlatTrees.class);
        Profile reference = parse(name, REFERENCE, referenceBytes, Profile.class);
        String id = Sha256.of(manifestBytes);
        requireColumns(name, manifest, trees, reference);
        requireFit(name, manifest, reference);
        return new Bundle(
                new Model(id, manifest, trees),
                new Baseline(id, manifest.referenceSha256(), reference),
                Map.of(MANIFEST, manifestBytes, TREES, treesBytes, REFERENCE, referenceBytes));
    }

    private static byte[] content(String name, Map<String, byte[]> files, String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new BrokenBundle(name, "there is no " + file, "give a folder that driftway train has written");
        }
        if (content.length > MAX_FILE_BYTES) {
            throw tooLarge(at(name, file), content.length);
        }
        return content;
    }

    static BrokenBundle tooLarge(String file, long bytes) {
        return new BrokenBundle(
                file,
                "%,d bytes are more than the limit of %,d".formatted(bytes, MAX_FILE_BYTES),
                "train again on fewer columns or with a smaller reference");
    }

    private static void verify(String name, String file, byte[] content, String sha256) {
        if (!Sha256.of(content).equals(sha256)) {
            throw new BrokenBundle(
                    at(name, file), "the content is not what " + MANIFEST + " names by its sha256", COPY_AGAIN);
        }
    }

    private static <T> T parse(String name, String file, byte[] content, Class<T> type) {
        try {
            return Objects.requireNonNull(BundleJson.read(content, type), "null");
        } catch (JsonProcessingException fault) {
            throw new BrokenBundle(at(name, file), fault.getOriginalMessage(), COPY_AGAIN);
        } catch (IOException | RuntimeException fault) {
            throw new BrokenBundle(at(name, file), String.valueOf(fault.getMessage()), COPY_AGAIN);
        }
    }

    private static void requireColumns(String name, Manifest manifest, FlatTrees trees, Profile reference) {
        int features = manifest.schema().features().size();
        if (trees.features() != features) {
            throw new BrokenBundle(
                    at(name, TREES),
                    "the trees take " + trees.features() + " features, the schema has " + features,
                    COPY_AGAIN);
        }
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
                    at(name, MANIFEST), "drift: " + nonsense.getMessage(), "train again with settings that fit");
        }
    }

    private static void requireColumn(String name, Profile reference, String column) {
        if (reference.column(column).isEmpty()) {
            throw new BrokenBundle(at(name, REFERENCE), "column " + column + " is not profiled", COPY_AGAIN);
        }
    }

    private static String at(String name, String file) {
        return name + "/" + file;
    }
}
