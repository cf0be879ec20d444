package io.driftway.cli;

import io.driftway.core.batch.ColumnType;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Features;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.model.Training;
import io.driftway.core.profile.SmokeRows;
import io.driftway.core.retrain.Trained;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.table.ColumnKind;
import io.driftway.format.xgboost.XgboostFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** XGBoost's trees, which become trees like those that Driftway trains itself. */
record XgboostModel(XgboostFile xgboost) implements ForeignModel {

    /** Of the made-up rows. */
    private static final long SEED = 1;

    static XgboostModel read(Path file) {
        return new XgboostModel(
                XgboostFile.read(file.toString(), ForeignModel.content(file, "a model that save_model wrote as JSON")));
    }

    @Override
    public String file() {
        return xgboost.file();
    }

    /** All features are numbers, also one of few values that looks like categories. */
    @Override
    public Map<String, ColumnKind> types() {
        Map<String, ColumnKind> types = new LinkedHashMap<>();
        xgboost.featureNames().forEach(name -> types.put(name, ColumnKind.NUM));
        return types;
    }

    @Override
    public List<String> featureNames() {
        return xgboost.featureNames();
    }

    @Override
    public Map<String, List<String>> categories() {
        return Map.of();
    }

    @Override
    public List<String> classes() {
        return List.of();
    }

    @Override
    public void requireFit(Path data, Schema schema) {
        FlatTrees trees = xgboost.trees();
        List<Field> features = schema.features();
        if (features.size() != trees.features()) {
            throw new BadInput(String.format(
                    Locale.ROOT,
                    "%s: the model %s takes %d features and does not name them, and the rows have %d; give the columns that it was trained on in"
                            + " their order, and leave others out with --column-type COLUMN=skip",
                    data,
                    file(),
                    trees.features(),
                    features.size()));
        }
        features.stream()
                .filter(feature -> feature.type() != ColumnType.NUM)
                .findFirst()
                .ifPresent(text -> {
                    throw new BadInput(data + ": column " + text.name() + " has categories, and " + file()
                            + " takes it as a number; give the numbers that the model was trained on, with --column-type "
                            + text.name() + "=num where they look like categories");
                });
    }

    @Override
    public Scorer scorer(Schema schema) {
        return xgboost.trees();
    }

    @Override
    public String trainer() {
        return Training.XGBOOST;
    }

    @Override
    public SortedMap<String, String> settings() {
        return new TreeMap<>(Map.of("version", xgboost.version(), "rounds", String.valueOf(xgboost.usedRounds())));
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (xgboost.featureNames().isEmpty()) {
            notes.add("the model does not name its features: the columns are taken in the order above");
        }
        if (xgboost.usedRounds() < xgboost.rounds()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "training stopped early: the first %,d of %,d rounds count, as in scikit-learn's predict_proba",
                    xgboost.usedRounds(),
                    xgboost.rounds()));
        }
        return notes;
    }

    @Override
    public Bundle bundle(Measured measured, DriftSettings drift) {
        Schema schema = measured.schema();
        FlatTrees trees = xgboost.trees();
        return new BundleFiles()
                .write(
                        new Trained(
                                schema,
                                measured.training(),
                                measured.metrics(),
                                measured.calibration(),
                                measured.importance(),
                                SmokeRow.score(
                                        SmokeRows.draw(schema, measured.reference(), SEED),
                                        schema,
                                        rows -> trees.probabilities(Features.of(rows, schema))),
                                trees,
                                measured.reference(),
                                measured.facts()),
                        drift);
    }
}
