package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Stored;
import io.driftway.core.ledger.ObjectStore.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Model bundles under their content's hash: written once, never changed. */
public final class ModelStore {

    private final ObjectStore store;

    public ModelStore(ObjectStore store) {
        this.store = store;
    }

    /**
     * Publishes a bundle; a repeat changes nothing. The file that names the bundle's other files is written last, so that a bundle that has
     * it is whole.
     *
     * @param model the bundle's id
     * @param files content by file name
     * @param last the name of the file to write last
     */
    public void publish(String model, Map<String, byte[]> files, String last) {
        files.forEach((name, content) -> {
            if (!name.equals(last)) {
                store.putIfAbsent(folder(model) + name, content);
            }
        });
        byte[] manifest = files.get(last);
        if (manifest == null) {
            throw new IllegalArgumentException("the bundle has no " + last);
        }
        store.putIfAbsent(folder(model) + last, manifest);
    }

    /** Ids of the bundles that are whole, newest first. */
    public List<String> models(String last) {
        return store.list(Keys.MODELS).stream()
                .filter(version -> version.key().endsWith("/" + last))
                .sorted(Comparator.comparing(Version::lastModified).reversed().thenComparing(Version::key))
                .map(version -> version.key()
                        .substring(Keys.MODELS.length(), version.key().length() - last.length() - 1))
                .filter(ModelStore::isId)
                .toList();
    }

    /**
     * The files of a bundle; empty when there is none of this id.
     *
     * @param maxBytes a larger file is not read
     * @throws MalformedRecord when one is larger
     */
    public Map<String, byte[]> fetch(String model, long maxBytes) {
        Map<String, byte[]> files = new HashMap<>();
        List<Version> listed = store.list(folder(model));
        for (Version version : listed) {
            if (version.size() > maxBytes) {
                throw new MalformedRecord(
                        version.key(), version.size() + " bytes are more than the limit of " + maxBytes);
            }
        }
        listed.forEach(version -> store.get(version.key())
                .map(Stored::content)
                .ifPresent(content ->
                        files.put(version.key().substring(folder(model).length()), content)));
        return files;
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
