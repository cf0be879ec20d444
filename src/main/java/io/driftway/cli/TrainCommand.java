package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Field;
import io.driftway.core.batch.Schema;
import io.driftway.core.model.Metrics;
import io.driftway.core.profile.Trained;
import io.driftway.core.profile.Untrainable;
import io.driftway.format.BrokenBundle;
import io.driftway.format.Bundle;
import io.driftway.format.BundleFolder;
import io.driftway.format.ColumnKind;
import io.driftway.smile.Trainer;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a model on a labelled file, measures it on rows held out, and writes it as a bundle. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a model on a labelled CSV file and writes it as a model bundle.")
@SuppressWarnings("NullAway.Init")
public final class TrainCommand implements Runnable {

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Labelled rows, oldest first.")
    private Path data;

    @Option(names = "--target", required = true, paramLabel = "COLUMN", description = "What the model shall predict.")
    private String target;

    @Option(
            names = "--positive",
            paramLabel = "CLASS",
            description = "The class whose probability is given; Yes, 1 or true where that is one.")
    private @Nullable String positive;

    @Option(names = "--id", paramLabel = "COLUMN", description = "Names the rows; no input of the model.")
    private @Nullable String id;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the bundle is written.")
    private Path out;

    @Option(
            names = "--column-type",
            paramLabel = "COLUMN=num|cat|skip",
            description = "The type of a column that would be guessed wrong; may be given several times.")
    private Map<String, ColumnKind> types = new LinkedHashMap<>();

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Of the trees' random samples; ${DEFAULT-VALUE} if not given.")
    private long seed;

    @Mixin
    private DriftFlags drift;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Training.requireLibrary();
        if (!BundleFolder.isFree(out)) {
            throw new BadInput(out + ": holds files that are not of a model bundle; give --out another folder");
        }
        LabelledFile file = LabelledFile.of(data, target, id, positive, types);
        Schema schema = file.schema();
        drift.options(file.compared());
        Batch batch = file.batch();
        switch (Trainer.train(batch, schema, new Trainer.Options(seed, Trainer.Options.DEFAULT_REFERENCE_ROWS))) {
            case Untrainable fault -> throw new BadInput(data + ": " + fault.line());
            case Trained trained -> finish(trained, batch, file.notes());
        }
    }

    private void finish(Trained trained, Batch batch, List<String> notes) {
        Bundle bundle;
        try {
            bundle = Bundle.of(trained, drift.settings());
            BundleFolder.write(bundle, out);
        } catch (BrokenBundle tooLarge) {
            throw new BadInput(tooLarge.line());
        } catch (UncheckedIOException failure) {
            throw new BadInput(out + ": cannot be written, " + failure.getCause() + "; give --out another folder");
        }
        PrintWriter print = spec.commandLine().getOut();
        Metrics metrics = trained.metrics();
        int unlabelled = batch.column(target).orElseThrow().missing();
        List<Field> features = trained.schema().features();
        print.printf("model     %s%n", bundle.model().id());
        print.printf("written   %s%n", out);
        print.printf(
                "rows      %,d trained on, %,d held out%n", trained.training().rows(), metrics.rows());
        print.printf(
                "features  %d: %s%n",
                features.size(), features.stream().map(Field::name).collect(Collectors.joining(", ")));
        print.printf("target    %s = %s%n", target, trained.schema().positive());
        print.printf("AUC       %.4f%n", metrics.auc());
        print.printf("log loss  %.4f%n", metrics.logLoss());
        print.printf("Brier     %.4f%n", metrics.brier());
        notes.forEach(note -> print.printf("left out  %s%n", note));
        types.forEach((column, kind) -> {
            if (kind == ColumnKind.SKIP) {
                print.printf("left out  %s, as told by --column-type%n", column);
            }
        });
        if (unlabelled > 0) {
            print.printf("left out  %,d rows without %s%n", unlabelled, target);
        }
        print.flush();
    }
}
