package io.driftway.core.ledger;

import io.driftway.core.ledger.ObjectStore.Stored;
import java.util.HashMap;
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

    /** The files of a bundle; empty when there is none of this id. */
    public Map<String, byte[]> fetch(String model) {
        Map<String, byte[]> files = new HashMap<>();
        store.list(folder(model)).forEach(version -> store.get(version.key())
                .map(Stored::content)
                .ifPresent(content ->
                        files.put(version.key().substring(folder(model).length()), content)));
        return files;
    }

    private static String folder(String model) {
        if (!model.matches("[0-9a-f]{64}")) {
            throw new MalformedRecord(Keys.CHAMPION, "the model is not named by a sha256");
        }
        return Keys.MODELS + model + "/";
    }
}
