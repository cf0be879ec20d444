package io.driftway.core.lifecycle;

import io.driftway.core.batch.Limits;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.profile.Profile;
import io.driftway.core.retrain.Gate;
import io.driftway.core.retrain.Trainer;
import io.driftway.format.BatchFormats;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.json.JsonRecords;
import java.time.Clock;
import java.util.List;

/** The trainer and the registry on any store. */
public final class TestTrainer {

    private static final double MARGIN = 0.2;
    private static final int REFERENCE_ROWS = 150;

    private static final RememberedTraining TRAINING = new RememberedTraining();

    private TestTrainer() {}

    public static ModelRegistry registry(ObjectStore store, Clock clock) {
        return new ModelRegistry(
                new ModelStore(store, new BundleFiles()),
                new Champions(store, new JsonRecords()),
                DriftSettings.NONE,
                clock);
    }

    /** With a gate that a challenger trained on rows like these passes. What was trained once in this JVM is not trained again. */
    public static Retraining retraining(ObjectStore store, Clock clock, long seed) {
        Champions champions = new Champions(store, new JsonRecords());
        Retraining.Settings settings = new Retraining.Settings(
                new Gate(-MARGIN, MARGIN, MARGIN, MARGIN, MARGIN, 10, 2, 100, List.of(), 100, MARGIN),
                new Trainer.Options(seed, REFERENCE_ROWS, Profile.MAX_CATEGORIES),
                false,
                false);
        return new Retraining(
                new LabelledRows(store, new BatchFormats(Limits.ANY_LENGTH), null, clock),
                champions,
                new Episodes(store, new JsonRecords()),
                registry(store, clock),
                settings,
                Retraining.Steps.UNWATCHED,
                clock,
                TRAINING);
    }
}
