package io.driftway.core.lifecycle;

import io.driftway.core.decision.Baseline;
import io.driftway.core.model.Model;
import java.util.Map;

/**
 * Holds a model, the baseline of its batches, and the files that store both. A {@link BundleFormat} writes and reads it.
 *
 * @param model ready to score
 * @param baseline the reference that its batches are compared with
 * @param files name to content: {@link #MANIFEST}, {@link #REFERENCE}, and {@link #TREES}, {@link #ONNX} or both; {@link #FACTS}, which bundles of older
 *     releases lack
 */
public record Bundle(Model model, Baseline baseline, Map<String, byte[]> files) {

    /** Names the other files by content; its own hash is the id of the model. */
    public static final String MANIFEST = "manifest.json";

    public static final String TREES = "trees.json";
    public static final String REFERENCE = "reference.json";
    public static final String ONNX = "model.onnx";

    /** What a decision by evidence needs beside the reference. */
    public static final String FACTS = "facts.json";

    /** Most bytes of one file. A larger one is refused before it is parsed. */
    public static final int MAX_FILE_BYTES = 64 << 20;

    public Bundle {
        files = Map.copyOf(files);
    }
}
