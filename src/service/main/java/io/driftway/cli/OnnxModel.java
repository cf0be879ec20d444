package io.driftway.cli;

import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Scorer;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.onnx.OnnxFile;
import io.driftway.format.table.ColumnKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** An ONNX file, which stays the model: ONNX Runtime scores with it. */
@SuppressWarnings("ArrayRecordComponent")
record OnnxModel(OnnxFile onnx, byte[] content) implements ForeignModel {

    static OnnxModel read(Path file) {
        byte[] content = ForeignModel.content(file, "an ONNX file");
        return new OnnxModel(OnnxFile.check(file.toString(), content), content);
    }

    @Override
    public String file() {
        return onnx.file();
    }

    /** A column that the model takes as texts or has categories for is one of categories, whatever it looks like. */
    @Override
    public Map<String, ColumnKind> types() {
        Map<String, ColumnKind> types = new LinkedHashMap<>();
        onnx.textual().forEach(column -> types.put(column, ColumnKind.CAT));
        return types;
    }

    @Override
    public List<String> featureNames() {
        return onnx.featureNames();
    }

    @Override
    public Map<String, List<String>> categories() {
        return onnx.categories();
    }

    @Override
    public List<String> classes() {
        return onnx.classes();
    }

    /** {@link OnnxFile#signature} checks it. */
    @Override
    public void requireFit(Path data, Schema schema) {}

    @Override
    public Scorer scorer(Schema schema) {
        return BundleFiles.open(file(), content, schema);
    }

    @Override
    public String trainer() {
        return "onnx";
    }

    @Override
    public SortedMap<String, String> settings() {
        return new TreeMap<>(Map.of("producer", onnx.producer()));
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public Bundle bundle(Measured measured, DriftSettings drift) {
        return new BundleFiles()
                .write(
                        content,
                        measured.schema(),
                        measured.training(),
                        measured.metrics(),
                        measured.calibration(),
                        measured.importance(),
                        measured.reference(),
                        measured.facts(),
                        drift);
    }
}
