package io.driftway.core.retrain;

import io.driftway.core.batch.Schema;
import io.driftway.core.decision.ReferenceFacts;
import io.driftway.core.model.Calibration;
import io.driftway.core.model.FlatTrees;
import io.driftway.core.model.Importance;
import io.driftway.core.model.Quality;
import io.driftway.core.model.SmokeRow;
import io.driftway.core.model.Training;
import io.driftway.core.profile.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A newly trained model, with everything that a bundle stores.
 *
 * @param schema the columns it takes
 * @param training how it came about
 * @param metrics on the rows held out
 * @param calibration on the same rows, null where it is not known
 * @param importance of each feature on these rows
 * @param smoke made-up rows with the model's probabilities
 * @param trees the model itself
 * @param reference the training rows' features and predictions
 * @param facts what the reference's rows and the rows held out tell beside
 */
public record Trained(
        Schema schema,
        Training training,
        Quality metrics,
        @Nullable Calibration calibration,
        Map<String, Importance> importance,
        List<SmokeRow> smoke,
        FlatTrees trees,
        Profile reference,
        ReferenceFacts facts)
        implements TrainingResult {

    /** A model of which nothing but its metrics is known. */
    public Trained(Schema schema, Training training, Quality metrics, FlatTrees trees, Profile reference) {
        this(schema, training, metrics, null, Map.of(), List.of(), trees, reference, ReferenceFacts.NONE);
    }

    /** This one with the files that its rows were put together from, see {@link Training#files}. */
    public Trained of(List<String> files) {
        return new Trained(
                schema, training.of(files), metrics, calibration, importance, smoke, trees, reference, facts);
    }
}
