package io.driftway.app;

import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Episodes;
import io.driftway.core.ledger.ModelStore;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.model.DriftSettings;
import io.driftway.core.profile.Profile;
import io.driftway.format.JsonRecords;
import io.driftway.telemetry.Spans;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The trainer and the registry on any store, for tests outside of this package. */
public final class TestTrainer {

    private static final double MARGIN = 0.2;
    private static final int REFERENCE_ROWS = 150;

    private static final RememberedTraining TRAINING = new RememberedTraining();

    private TestTrainer() {}

    public static ModelRegistry registry(ObjectStore store, Clock clock) {
        return new ModelRegistry(
                new ModelStore(store), new Champions(store, new JsonRecords()), DriftSettings.NONE, clock);
    }

    /** With a gate that a challenger trained on rows like these passes. What was trained once in this JVM is not trained again. */
    public static Retraining retraining(ObjectStore store, Clock clock, long seed) {
        Champions champions = new Champions(store, new JsonRecords());
        RetrainProperties settings = new RetrainProperties(
                "0 0 * * * ?",
                RetrainProperties.Launcher.PROCESS,
                RetrainProperties.Promotion.AUTOMATIC,
                false,
                "",
                "",
                null,
                Duration.ofMinutes(10),
                Duration.ofMinutes(3),
                Duration.ofMinutes(15),
                Duration.ZERO,
                4,
                3,
                REFERENCE_ROWS,
                -MARGIN,
                MARGIN,
                MARGIN,
                MARGIN,
                MARGIN,
                10,
                2,
                100,
                List.of(),
                100,
                MARGIN,
                null,
                seed,
                null);
        return new Retraining(
                new LabelledRows(store, null, clock),
                champions,
                new Episodes(store, new JsonRecords()),
                registry(store, clock),
                settings,
                Profile.MAX_CATEGORIES,
                Spans.NONE,
                clock,
                TRAINING);
    }
}
