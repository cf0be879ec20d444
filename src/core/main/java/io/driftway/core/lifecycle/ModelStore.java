package io.driftway.core.lifecycle;

import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.MalformedRecord;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores model bundles under the hash of their content: written once, never changed. */
public final class ModelStore {

    private final ObjectStore store;

    private final BundleFormat format;

    public ModelStore(ObjectStore store, BundleFormat format) {
        this.store = store;
        this.format = format;
    }

    /** The bundle of a trained model, see {@link BundleFormat#write}. Nothing is stored. */
    Bundle bundle(Trained trained, DriftSettings drift) {
        return format.write(trained, drift);
    }

    /**
     * Stores a bundle; a repeat changes nothing. The manifest is written last, so that a bundle with a manifest is complete.
     *
     * @throws IllegalArgumentException when the bundle has no manifest
     */
    public void publish(Bundle bundle) {
        String folder = folder(bundle.model().id());
        bundle.files().forEach((name, content) -> {
            if (!name.equals(Bundle.MANIFEST)) {
                store.putIfAbsent(folder + name, content);
            }
        });
        byte[] manifest = bundle.files().get(Bundle.MANIFEST);
        if (manifest == null) {
            throw new IllegalArgumentException("the bundle has no " + Bundle.MANIFEST);
        }
        store.putIfAbsent(folder + Bundle.MANIFEST, manifest);
    }

    /** Returns the ids of the bundles that are complete, newest first. */
    public List<String> models() {
        return store.list(Keys.MODELS).stream()
                .filter(version -> version.key().endsWith("/" + Bundle.MANIFEST))
                .sorted(Comparator.comparing(Version::lastModified).reversed().thenComparing(Version::key))
                .map(version -> version.key()
                        .substring(Keys.MODELS.length(), version.key().length() - Bundle.MANIFEST.length() - 1))
                .filter(ModelStore::isId)
                .toList();
    }

    /**
     * Reads a bundle and checks all of it.
     *
     * @throws MalformedRecord when a file is larger than {@link Bundle#MAX_FILE_BYTES}, before it is read
     * @throws BrokenBundle naming file, fault and remedy, also when there is no bundle of this id
     */
    public Bundle load(String model) {
        Map<String, byte[]> files = new HashMap<>();
        List<Version> listed = store.list(folder(model));
        for (Version version : listed) {
            if (version.size() > Bundle.MAX_FILE_BYTES) {
                throw new MalformedRecord(
                        version.key(), version.size() + " bytes are more than the limit of " + Bundle.MAX_FILE_BYTES);
            }
        }
        listed.forEach(version -> store.get(version.key())
                .map(Stored::content)
                .ifPresent(content ->
                        files.put(version.key().substring(folder(model).length()), content)));
        return format.read("model " + model, files);
    }

    private static boolean isId(String model) {
        return model.matches("[0-9a-f]{64}");
    }

    private static String folder(String model) {
        if (!isId(model)) {
            throw new MalformedRecord(Keys.CHAMPION, "the model is not named by a sha256");
        }
        return Keys.MODELS + model + "/";
    }
}
