package io.driftway.cli;

import io.driftway.app.Programs;
import io.driftway.core.ledger.Champions;
import io.driftway.core.ledger.Keys;
import io.driftway.core.ledger.ObjectStore;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.lifecycle.Bundle;
import io.driftway.core.lifecycle.ModelHistory;
import io.driftway.core.lifecycle.ModelRegistry;
import io.driftway.core.model.DriftSettings;
import io.driftway.format.bundle.BundleFiles;
import io.driftway.format.bundle.BundleFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a model bundle into the store; the first one becomes champion. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = {
            "Puts a model into the store: a bundle that train has written, or one that is trained now, on the rows of --data with",
            "the columns as --schema says. The first model becomes champion, and the rows of --data what retraining begins with.",
            "Where there is a champion already, it stays: the model is stored, and models promote makes it champion."
        },
        footer = {
            "",
            "The store is named by the service's settings, which are in config/application.yaml, in the environment, or given here.",
            "",
            "Examples:",
            "  driftway publish --schema config/schema.yaml --data customers.csv",
            "  driftway publish --model model --data customers.csv --driftway.store.kind=folder --driftway.store.folder=store"
        })
final class PublishCommand implements Callable<Integer> {

    /** It is put as one array. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "FOLDER", description = "What train has written.")
    private @Nullable Path model;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "What the columns of --data are, as init has written it: a model is trained on them.")
    private @Nullable Path schema;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "The labelled rows that it was trained on; with the first model they are stored, and retraining adds to them.")
    private @Nullable Path data;

    @Parameters(hidden = true)
    private List<String> settings = List.of();

    @Override
    public Integer call() throws IOException {
        Settings.check(spec, settings);
        if ((model == null) == (schema == null)) {
            throw new BadInput("either --model is needed, what train has written, or --schema, what init has written");
        }
        if (data != null && !Files.isRegularFile(data)) {
            throw new BadInput(data + ": no such file; name the CSV that the model was trained on");
        }
        try (var program = Startup.orBadInput(() -> Programs.trainer(settings.toArray(String[]::new)))) {
            Champions champions = program.getBean(Champions.class);
            ModelRegistry registry = program.getBean(ModelRegistry.class);
            boolean first = champions.current().isEmpty();
            if (first && data != null) {
                requireStorable(data);
            }
            Bundle bundle = model == null ? trained() : bundle(model);
            if (first && data != null && Files.size(data) > 0) {
                program.getBean(ObjectStore.class)
                        .putIfAbsent(Keys.TRAINING + "original.csv", Files.readAllBytes(data));
            }
            if (first && registry.publishFirst(bundle)) {
                spec.commandLine().getOut().println("champion " + bundle.model().id());
                return 0;
            }
            registry.publish(bundle);
            sayStored(
                    bundle.model().id(),
                    champions.current().orElseThrow().pointer().model());
            return 0;
        }
    }

    private void sayStored(String stored, String champion) {
        PrintWriter out = spec.commandLine().getOut();
        if (stored.equals(champion)) {
            out.println("model " + stored + " is the champion already");
            return;
        }
        out.println("model " + stored + " is stored, and champion " + ModelHistory.shortly(champion) + " stays; "
                + "driftway models promote " + ModelHistory.shortly(stored) + " --why TEXT makes it champion");
        if (data != null) {
            out.println(
                    "the rows of " + data + " are not stored; put labelled rows to retrain on into " + Keys.LABELLED);
        }
    }

    private Bundle trained() {
        if (schema == null || data == null) {
            throw new BadInput("--schema takes --data, the labelled rows to train on");
        }
        LocalTraining.requireLibrary();
        LabelledFile file = LabelledFile.of(data, Labelling.of(SchemaFile.read(schema)));
        try {
            Bundle bundle = new BundleFiles().write(LocalTraining.train(file, LocalTraining.SEED), DriftSettings.NONE);
            LocalTraining.print(spec.commandLine().getOut(), bundle, file, null);
            return bundle;
        } catch (BrokenBundle tooLarge) {
            throw new BadInput(tooLarge.line());
        }
    }

    private static Bundle bundle(Path folder) {
        try {
            return BundleFolder.read(folder);
        } catch (BrokenBundle broken) {
            throw new BadInput(broken.line());
        }
    }

    private static void requireStorable(Path data) throws IOException {
        if (Files.size(data) > MOST_BYTES) {
            throw new BadInput(String.format(
                    Locale.ROOT,
                    "%s: has %,d MB, and publish stores at most %,d MB; train on it with driftway train, give publish the --model"
                            + " alone, and put the rows under %s in the store, in parts",
                    data,
                    Files.size(data) >> 20,
                    MOST_BYTES >> 20,
                    Keys.TRAINING));
        }
    }
}
