package io.driftway.cli;

import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.retrain.Trained;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleFolder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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

    @Mixin
    private LabelFlags labels;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where the bundle is written.")
    private Path out;

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
        LocalTraining.requireLibrary();
        if (!BundleFolder.isFree(out)) {
            throw new BadInput(out + ": holds files that are not of a model bundle; give --out another folder");
        }
        LabelledFile file = LabelledFile.of(data, labels.labelling());
        drift.options(file.compared());
        Trained trained = LocalTraining.train(file, seed);
        Bundle bundle = write(trained);
        LocalTraining.print(spec.commandLine().getOut(), bundle, file, out);
    }

    private Bundle write(Trained trained) {
        try {
            Bundle bundle = new BundleFiles().write(trained, drift.settings());
            BundleFolder.write(bundle, out);
            return bundle;
        } catch (BrokenBundle tooLarge) {
            throw new BadInput(tooLarge.line());
        } catch (UncheckedIOException failure) {
            throw new BadInput(out + ": cannot be written, " + failure.getCause() + "; give --out another folder");
        }
    }
}
