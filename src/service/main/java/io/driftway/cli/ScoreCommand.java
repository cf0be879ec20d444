package io.driftway.cli;

import io.driftway.core.batch.Batch;
import io.driftway.core.batch.Schema;
import io.driftway.core.batch.UnseenCategories;
import io.driftway.core.lifecycle.BrokenBundle;
import io.driftway.core.model.Model;
import io.driftway.core.model.ScoredBatch;
import io.driftway.format.bundle.BundleFolder;
import io.driftway.format.csv.PredictionCsv;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a file with a model and writes a probability for each row. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Writes the probability of the positive class for each row of a CSV file, as CSV.")
@SuppressWarnings("NullAway.Init")
public final class ScoreCommand implements Runnable {

    @Option(names = "--model", required = true, paramLabel = "FOLDER", description = "A model bundle.")
    private Path bundle;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "The rows.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the CSV is written; standard output if not given.")
    private @Nullable Path out;

    @Option(
            names = "--strict",
            description = "End with 2 and write nothing when a row has a category that the model does not know.")
    private boolean strict;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        Model model = model();
        ScoredBatch scored = scored(model);
        try {
            write(scored, model.manifest().schema());
        } catch (IOException failure) {
            throw new BadInput((out == null ? "standard output" : out) + ": cannot be written, " + failure
                    + "; give --out another file");
        }
    }

    private ScoredBatch scored(Model model) {
        Batch batch = DataFile.of(data).batch(model.manifest().schema());
        warnOfUnseen(batch, model.manifest().schema());
        try {
            return model.score(batch);
        } catch (IllegalArgumentException unscorable) {
            throw new BadInput(data + ": " + unscorable.getMessage());
        }
    }

    private void warnOfUnseen(Batch batch, Schema schema) {
        List<UnseenCategories> unseen = UnseenCategories.of(batch, schema);
        unseen.forEach(
                column -> spec.commandLine().getErr().println("driftway: " + data + ", " + column.line(batch.rows())));
        if (strict && !unseen.isEmpty()) {
            throw new BadInput(data + ": the model does not know all categories of "
                    + unseen.stream().map(UnseenCategories::column).collect(Collectors.joining(", "))
                    + ", and nothing is written because of --strict; write them as in the rows that it was trained on,"
                    + " or train it again");
        }
    }

    private void write(ScoredBatch scored, Schema schema) throws IOException {
        if (out == null) {
            PredictionCsv.write(scored, schema, System.out);
            System.out.flush();
            return;
        }
        try (OutputStream to = Files.newOutputStream(out)) {
            PredictionCsv.write(scored, schema, to);
        }
    }

    private Model model() {
        try {
            return BundleFolder.read(bundle).model();
        } catch (BrokenBundle broken) {
            throw new BadInput(broken.line());
        }
    }
}
