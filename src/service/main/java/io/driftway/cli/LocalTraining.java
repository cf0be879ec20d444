package io.driftway.cli;

import io.driftway.core.batch.Field;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.model.Manifest;
import io.driftway.core.model.Metric;
import io.driftway.core.model.Quality;
import io.driftway.core.retrain.Trained;
import io.driftway.core.retrain.Trainer;
import io.driftway.core.retrain.TrainingResult;
import io.driftway.core.retrain.TreeLearner;
import io.driftway.core.retrain.Untrainable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the commands that train have in common. */
final class LocalTraining {

    /** Of the trees' random samples, where nobody says another. */
    static final long SEED = 1;

    private LocalTraining() {}

    /** Refuses a program that was packed without what it would train with. */
    static void requireLibrary() {
        if (TreeLearner.installed().isEmpty()) {
            throw new BadInput(
                    "this program was packed without driftway-trainer, which it needs for training; use the trainer image"
                            + " (driftway-trainer) or the jar as it is built");
        }
    }

    /** @throws BadInput when no model can be trained on these rows */
    static Trained train(LabelledFile file, long seed) {
        try {
            return trained(file, seed);
        } catch (OutOfMemoryError full) {
            throw file.tooLarge();
        }
    }

    private static Trained trained(LabelledFile file, long seed) {
        // No variable holds the batch: it would take its memory while the trees grow.
        Supplier<TrainingResult> prepared = Trainer.prepare(
                file.batch(), file.schema(), new Trainer.Options(seed, Trainer.Options.DEFAULT_REFERENCE_ROWS));
        try (Waiting training = Waiting.on("training on " + file.rows().path().getFileName())) {
            return switch (prepared.get()) {
                case Untrainable fault -> throw new BadInput(file.rows().path() + ": " + fault.line());
                case Trained trained -> trained;
            };
        }
    }

    /**
     * Says what came of it.
     *
     * @param written where the bundle is, if it is in a folder
     */
    static void print(PrintWriter print, Bundle bundle, LabelledFile file, @Nullable Path written) {
        Manifest manifest = bundle.model().manifest();
        Quality metrics = manifest.metrics();
        List<Field> features = manifest.schema().features();
        print.printf(Locale.ROOT, "model     %s%n", bundle.model().id());
        if (written != null) {
            print.printf(Locale.ROOT, "written   %s%n", written);
        }
        print.printf(
                Locale.ROOT,
                "rows      %,d trained on, %,d held out%n",
                manifest.training().rows(),
                metrics.rows());
        print.printf(
                Locale.ROOT,
                "features  %d: %s%n",
                features.size(),
                features.stream().map(Field::name).collect(Collectors.joining(", ")));
        print.printf(
                Locale.ROOT,
                "target    %s = %s%n",
                manifest.schema().target().orElseThrow().name(),
                manifest.schema().positive());
        print.printf(Locale.ROOT, "AUC       %.4f%n", metrics.of(Metric.AUC));
        print.printf(Locale.ROOT, "log loss  %.4f%n", metrics.of(Metric.LOG_LOSS));
        print.printf(Locale.ROOT, "Brier     %.4f%n", metrics.of(Metric.BRIER));
        file.notes().forEach(note -> print.printf(Locale.ROOT, "left out  %s%n", note));
        print.flush();
    }
}
