package io.driftway.cli;

import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Quality;
import io.driftway.core.model.Scorer;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import io.driftway.format.table.ColumnKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A model that another program trained, as {@code import} makes a bundle of it. Each method throws {@link BrokenBundle} where the model cannot be used. */
sealed interface ForeignModel permits OnnxModel, XgboostModel {

    /** Reads no more of a file than shows that it is too large. */
    static byte[] content(Path file, String kind) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(Bundle.MAX_FILE_BYTES + 1);
        } catch (IOException failure) {
            throw new BadInput(file + ": cannot be read, " + failure + "; name " + kind);
        }
    }

    /**
     * What the labelled rows show of the model.
     *
     * @param schema the columns that the model takes
     * @param training how it came about
     * @param metrics on the labelled rows
     * @param calibration on the same rows
     * @param importance of each feature on these rows
     * @param reference the features and predictions of the newest rows
     * @param facts what these rows tell beside
     */
    record Measured(
            Schema schema,
            Training training,
            Quality metrics,
            Calibration calibration,
            Map<String, Importance> importance,
            Profile reference,
            ReferenceFacts facts) {}

    /** Names the model's file, for messages. */
    String file();

    /** The kinds of columns that are not to be guessed from the rows. */
    Map<String, ColumnKind> types();

    /** The features in the order of the model; empty where it does not name them. */
    List<String> featureNames();

    /** The categories of the features whose codes the model knows, in the order of the codes. */
    Map<String, List<String>> categories();

    /** The class labels; empty where the model does not name them. */
    List<String> classes();

    /**
     * Checks that the columns are what the model takes, as far as that shows before rows are scored.
     *
     * @param data the file of the rows, for messages
     * @throws BadInput where they are not
     */
    void requireFit(Path data, Schema schema);

    /** Makes the model ready to score rows of a schema. */
    Scorer scorer(Schema schema);

    /** What trained the model, for the manifest. */
    String trainer();

    /** What the file tells of the training, for the manifest. */
    SortedMap<String, String> settings();

    /** One sentence for each thing that a person who imports the model should know. */
    List<String> notes();

    /** Makes a bundle of the model. */
    Bundle bundle(Measured measured, DriftSettings drift);
}
