package io.driftway.core.lifecycle;

import io.driftway.core.model.DriftSettings;
import io.driftway.core.retrain.Trained;
import java.util.Map;

/** How a model becomes files, and files a model. */
public interface BundleFormat {

    /**
     * Writes a model down.
     *
     * @param drift how its columns are to be compared where the default rules are not wanted
     * @throws BrokenBundle when a file would be larger than {@link Bundle#MAX_FILE_BYTES}
     */
    Bundle write(Trained trained, DriftSettings drift);

    /**
     * Reads a bundle and checks all of it.
     *
     * @param name where the files come from, for messages
     * @param files at least those that the manifest names; others are left out
     * @throws BrokenBundle naming file, fault and remedy
     */
    Bundle read(String name, Map<String, byte[]> files);
}
